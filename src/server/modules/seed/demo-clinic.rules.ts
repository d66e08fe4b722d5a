import { epochSeconds, type Instant } from "#server/kernel/instants.ts";
import { addDays } from "#server/kernel/wall-time.ts";
import {
  absenceRow,
  demoClosures,
  demoTimeOff,
  demoWorklist,
} from "./demo-absences.rules.ts";
import { accountOf, demoAccounts } from "./demo-accounts.rules.ts";
import {
  castPrescription,
  castVersions,
  castVisit,
  DOCTOR_ID,
  LOCATION_ID,
} from "./demo-cast.rules.ts";
import { demoDoctors } from "./demo-doctors.rules.ts";
import { demoMedicine } from "./demo-medicine.rules.ts";
import { demoMoney } from "./demo-money.rules.ts";
import { demoPatients, type DemoPatient } from "./demo-people.rules.ts";
import { demoLocation, demoLocations } from "./demo-places.rules.ts";
import { demoConsents, demoContacts } from "./demo-records.rules.ts";
import { sqlInstant, todayIn } from "./demo-time.rules.ts";
import { planVisits } from "./demo-visits.rules.ts";
import { seededDice } from "./random.rules.ts";
import { rowsOf, type TableRows } from "./seed-rows.repository.ts";
import { cellRows, visitStories } from "./visit-story.rules.ts";

/** The numbers before these are the cast's and left free. */
const FIRST_VISIT = 1_001;
const FIRST_PRESCRIPTION = 201;
const FIRST_PAYMENT = 501;
/** The same clinic in every installation, but for the day it is. */
const SEED = 15_689;

export interface DemoClinic {
  /** In an order that every foreign key allows. */
  readonly tables: readonly TableRows[];
  readonly patients: readonly DemoPatient[];
  readonly counts: Readonly<Record<string, number>>;
}

const locationRows = () =>
  rowsOf(
    "clinic_locations",
    demoLocations.map(({ zone, ...location }) => ({
      ...location,
      time_zone: zone,
      created_at: "2009-09-01 12:00:00",
    })),
  );

const doctorRows = () =>
  rowsOf(
    "doctors",
    demoDoctors.map((doctor) => ({
      id: doctor.id,
      first_name: doctor.first_name,
      last_name: doctor.last_name,
      specialization: doctor.specialization,
      license_number: `MD-${String(40_000 + doctor.id * 137)}`,
      phone: `+1 617 555 ${String(200 + doctor.id).padStart(4, "0")}`,
      email:
        doctor.id === DOCTOR_ID
          ? "robert.smith@demo.clinic"
          : `doctor${doctor.id}@demo.clinic`,
      office_room: doctor.office_room,
      hire_date: doctor.hire_date,
      created_at: `${doctor.hire_date} 12:00:00`,
      updated_at: `${doctor.hire_date} 12:00:00`,
    })),
  );

const hourRows = () =>
  rowsOf(
    "doctor_hours",
    demoDoctors.flatMap((doctor) =>
      doctor.blocks.map((block) => ({
        doctor_id: doctor.id,
        ...block,
        valid_from: doctor.hire_date,
        valid_to: null,
      })),
    ),
  );

const accountRows = (passwordHashes: readonly string[], now: number) =>
  rowsOf(
    "accounts",
    demoAccounts.map(({ role, ...account }, index) => ({
      ...account,
      password_hash: passwordHashes[index] ?? null,
      roles: role,
      second_factor_required: false,
      password_changed_at: sqlInstant(now),
      created_at: "2023-06-01 12:00:00.000000",
    })),
  );

/** Dr. Pike stands in for Dr. Osei from yesterday on for a fortnight. */
const coverRows = (now: Instant, account: number) => {
  const today = todayIn(now, demoLocation(LOCATION_ID).zone);
  return rowsOf("doctor_covers", [
    {
      doctor_id: 2,
      covering_doctor_id: 10,
      starts_on: addDays(today, -1),
      ends_on: addDays(today, 13),
      reason: "Reduced hours",
      cancelled_at: null,
      created_by_account_id: account,
    },
  ]);
};

const calendarRows = (patients: readonly DemoPatient[]) =>
  rowsOf("calendars", [
    ...demoDoctors.map(({ id }) => ({
      kind: "doctor" as const,
      resource_id: id,
    })),
    ...patients.map(({ id }) => ({
      kind: "patient" as const,
      resource_id: id,
    })),
  ]);

/**
 * The whole demo clinic as rows, around `now` (today in each zone). Pure: the same now gives the same rows.
 * @param passwordHashes one for each of `demoAccounts`
 */
export function demoClinic(
  now: Instant,
  passwordHashes: readonly string[],
): DemoClinic {
  const dice = seededDice(SEED);
  const seconds = epochSeconds(now);
  const desk = accountOf("front_desk").id;
  const admin = accountOf("admin").id;
  const doctorAccount = accountOf("doctor").id;
  const patients = demoPatients(dice, now);
  const timeOff = demoTimeOff(now);
  const closures = demoClosures(now);
  const visits = visitStories(
    dice,
    planVisits(dice, now, demoDoctors, patients, timeOff),
    seconds,
    { front_desk: desk, patient: accountOf("patient").id },
    FIRST_VISIT,
  );
  const { prescriptions, versions } = demoMedicine(
    dice,
    visits,
    seconds,
    (doctor_id) => (doctor_id === DOCTOR_ID ? doctorAccount : null),
    FIRST_PRESCRIPTION,
  );
  const cashiers = { front_desk: desk, billing: accountOf("billing").id };
  const { payments, receipts } = demoMoney(
    dice,
    visits,
    seconds,
    cashiers,
    FIRST_PAYMENT,
  );
  const settled = { at: sqlInstant(seconds - 3_600), account: desk };

  return {
    patients,
    counts: {
      patients: patients.length,
      doctors: demoDoctors.length,
      appointments: visits.length + 1,
      prescriptions: prescriptions.length + 1,
      payments: payments.length,
    },
    tables: [
      locationRows(),
      doctorRows(),
      hourRows(),
      rowsOf("patients", patients),
      calendarRows(patients),
      accountRows(passwordHashes, seconds),
      coverRows(now, admin),
      rowsOf("patient_contacts", demoContacts(dice, patients)),
      rowsOf("patient_consents", demoConsents(dice, patients, desk, seconds)),
      rowsOf(
        "doctor_time_off",
        timeOff.map((one) => ({
          doctor_id: one.doctor_id,
          ...absenceRow(one, LOCATION_ID, admin),
        })),
      ),
      rowsOf(
        "location_closures",
        closures.map((one) => ({
          location_id: one.location_id,
          ...absenceRow(one, one.location_id, admin),
        })),
      ),
      rowsOf("appointments", [
        castVisit(desk),
        ...visits.map(({ row }) => row),
      ]),
      rowsOf("calendar_cells", cellRows(visits, seconds)),
      rowsOf(
        "worklist_items",
        demoWorklist(
          visits.map((visit) => ({ ...visit, doctor_id: visit.doctor.id })),
          timeOff,
          closures,
          settled,
        ),
      ),
      rowsOf("prescriptions", [castPrescription, ...prescriptions]),
      rowsOf("prescription_versions", [
        ...castVersions(doctorAccount),
        ...versions,
      ]),
      rowsOf("payments", payments),
      rowsOf("payment_receipts", receipts),
    ],
  };
}
