import { at, secondsOf, sqlInstant, sqlTimestamp } from "./demo-time.rules.ts";
import type { WallDate } from "#server/kernel/wall-time.ts";
import { demoLocation } from "./demo-places.rules.ts";
import type { NewRow } from "./seed-rows.repository.ts";

// The people of the data design's samples, with the numbers that the samples give them.
export const PATIENT_ID = 42;
export const DOCTOR_ID = 18;
export const LOCATION_ID = 3;
export const VISIT_ID = 156;
export const PRESCRIPTION_ID = 89;

export const castPatient = {
  id: PATIENT_ID,
  first_name: "Jane",
  last_name: "Doe",
  gender: "Female",
  date_of_birth: "1988-04-12",
  phone: "+1 617 555 0142",
  email: "jane.doe@mail.example",
  address: "27 Linden Street, Brookline, MA 02446",
  emergency_contact: "John Doe",
  emergency_phone: "+1 617 555 0143",
  blood_type: "A+",
  allergies: "Penicillin (rash)",
  allergy_status: "recorded",
  is_active: true,
  inactive_reason: null,
  duplicate_of: null,
  created_at: "2023-11-06 15:20:00",
  updated_at: "2023-11-06 15:20:00",
} as const satisfies NewRow<"patients">;

const place = demoLocation(LOCATION_ID);
const visitDate = "2024-01-15" as WallDate;
const startsAt = secondsOf(visitDate, at("09:00"), place.zone);
const endsAt = secondsOf(visitDate, at("09:30"), place.zone);
/** As the sample of the audit has it: the afternoon of the visit. */
const adjustedAt = "2024-01-15 16:45:23.000000";
export const adjustReason =
  "Patient reported side effects, adjusting to lower split dose";

/** @param booked_by the account of the front desk */
export const castVisit = (booked_by: number): NewRow<"appointments"> => ({
  id: VISIT_ID,
  doctor_id: DOCTOR_ID,
  patient_id: PATIENT_ID,
  location_id: LOCATION_ID,
  appointment_date: visitDate,
  start_time: at("09:00"),
  end_time: at("09:30"),
  purpose: "Persistent headaches for 2 weeks",
  status: "Completed",
  notes: "Asked for a morning visit before work.",
  created_at: "2024-01-08 14:05:00",
  updated_at: sqlTimestamp(endsAt + 300),
  cancellation_reason: null,
  cancelled_by: null,
  starts_at: sqlInstant(startsAt),
  ends_at: sqlInstant(endsAt),
  time_zone: place.zone,
  arrived_at: sqlInstant(startsAt - 600),
  completed_at: sqlInstant(endsAt + 300),
  cancelled_at: null,
  override_reason: null,
  booked_by_account_id: booked_by,
  row_version: 3,
});

const issued = {
  medication_name: "Propranolol",
  dosage: "20mg",
  frequency: "once daily",
  duration: "8 weeks",
  instructions: "Take in the morning. Do not stop all at once.",
  issued_date: visitDate as string,
  is_active: true,
  refills_remaining: 1,
  entered_in_error: false,
};
const adjusted = {
  ...issued,
  dosage: "10mg",
  frequency: "twice daily",
  refills_remaining: 2,
};

export const castPrescription: NewRow<"prescriptions"> = {
  id: PRESCRIPTION_ID,
  appointment_id: VISIT_ID,
  patient_id: PATIENT_ID,
  doctor_id: DOCTOR_ID,
  ...adjusted,
  created_at: sqlTimestamp(endsAt),
  stopped_at: null,
  stop_reason: null,
  row_version: 2,
};

/** @param account of the doctor */
export const castVersions = (
  account: number,
): NewRow<"prescription_versions">[] => [
  {
    prescription_id: PRESCRIPTION_ID,
    version: 1,
    change_kind: "issued",
    before_state: null,
    after_state: JSON.stringify(issued),
    reason: null,
    changed_by_account_id: account,
    changed_at: sqlInstant(endsAt),
  },
  {
    prescription_id: PRESCRIPTION_ID,
    version: 2,
    change_kind: "adjusted",
    before_state: JSON.stringify(issued),
    after_state: JSON.stringify(adjusted),
    reason: adjustReason,
    changed_by_account_id: account,
    changed_at: adjustedAt,
  },
];
