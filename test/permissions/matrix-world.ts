import { sql } from "kysely";
import type { Role } from "#contract/permissions.ts";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import { importOf } from "./matrix-requests.ts";
import {
  aBookedAppointment,
  aDoctor,
  aLocation,
  aPatient,
  worksAt,
} from "#test/support/factories.ts";

/** Everyone who may ask, by what they are to the one patient whose records are asked for. */
export const askers = [
  "admin",
  "front_desk",
  "billing",
  "compliance",
  "doctor treating",
  "doctor cover",
  "doctor break-glass",
  "doctor other",
  "patient own",
  "patient other",
  "nobody",
] as const;
export type Asker = (typeof askers)[number];

export interface MatrixWorld {
  readonly clinic: TestClinic;
  /** A new session of the asker's account: requests may end the one they use. */
  as(asker: Asker): Promise<Person>;
  /** Real ids, all of the one patient and of things around that patient. */
  readonly ids: Readonly<Record<string, number>>;
}

/** One patient with one of everything, and one asker of each kind. */
export async function matrixWorld(): Promise<MatrixWorld> {
  const clinic = await startClinic();
  const location_id = await aLocation(clinic);
  const [treating, cover, breakGlass, other] = [
    await aDoctor(clinic),
    await aDoctor(clinic),
    await aDoctor(clinic),
    await aDoctor(clinic),
  ];
  await worksAt(clinic, treating!, location_id);
  const patient_id = await aPatient(clinic);
  const stranger_id = await aPatient(clinic);

  const accounts = new Map<Asker, number>();
  const enrol = async (asker: Asker, role: Role, identity = {}) => {
    accounts.set(asker, (await clinic.signIn(role, identity)).account_id);
  };
  for (const role of ["admin", "front_desk", "billing", "compliance"] as const)
    await enrol(role, role);
  await enrol("doctor treating", "doctor", { doctor_id: treating });
  await enrol("doctor cover", "doctor", { doctor_id: cover });
  await enrol("doctor break-glass", "doctor", { doctor_id: breakGlass });
  await enrol("doctor other", "doctor", { doctor_id: other });
  await enrol("patient own", "patient", { patient_id });
  await enrol("patient other", "patient", { patient_id: stranger_id });
  const as = async (asker: Asker): Promise<Person> =>
    asker === "nobody"
      ? clinic.anonymous
      : clinic.session(accounts.get(asker)!);

  const ok = async (
    asker: Asker,
    path: string,
    body: unknown,
    if_match?: number,
  ): Promise<number> => {
    const person = await as(asker);
    const answer = await person.request("POST", path, body, {
      ...(if_match ? { if_match } : {}),
    });
    if (answer.status > 299)
      throw new Error(
        `${path} ${answer.status} ${JSON.stringify(answer.body)}`,
      );
    return answer.body.id as number;
  };

  const visit = await aBookedAppointment(clinic, {
    doctor_id: treating!,
    patient_id,
    location_id,
  });
  const second = await aBookedAppointment(clinic, {
    doctor_id: treating!,
    patient_id,
    location_id,
    start_time: "15:00:00",
    end_time: "15:30:00",
  });
  const days = { starts_on: "2020-01-01", ends_on: "2099-01-01" };
  await ok("admin", `/doctors/${treating}/covers`, {
    covering_doctor_id: cover,
    ...days,
  });
  await ok("doctor break-glass", "/break-glass", {
    patient_id,
    reason: "unconscious in the waiting room",
    minutes: 60,
  });
  const spare_cover_id = await ok("admin", `/doctors/${treating}/covers`, {
    covering_doctor_id: other,
    starts_on: "2098-01-01",
    ends_on: "2098-01-02",
  });
  // Cells that open and end grants get others, so that they do not change who the askers are.
  const spare_grant_id = await ok("doctor break-glass", "/break-glass", {
    patient_id: stranger_id,
    reason: "found on the stairs",
    minutes: 5,
  });
  const unseen_id = await aPatient(clinic);
  const prescription_id = await ok("doctor treating", "/prescriptions", {
    appointment_id: visit.id,
    medication_name: "Ibuprofen",
    dosage: "400 mg",
    frequency: "twice daily",
    duration: "5 days",
    refills_remaining: 99,
  });
  const payment_id = await ok("billing", "/payments", {
    appointment_id: visit.id,
    amount: "50.00",
    payment_method: "Cash",
  });
  await ok(
    "billing",
    `/payments/${payment_id}/receipts`,
    { amount: "10.00", payment_method: "Cash" },
    1,
  );
  const receipt = await clinic.database.sql
    .selectFrom("payment_receipts")
    .select("id")
    .executeTakeFirstOrThrow();
  const contact_id = await ok(
    "front_desk",
    `/patients/${patient_id}/contacts`,
    {
      name: "Per Lind",
      relationship: "brother",
      phone: "555-0177",
    },
  );
  const consent_id = await ok(
    "front_desk",
    `/patients/${patient_id}/consents`,
    {
      kind: "messaging",
    },
  );
  const away = {
    location_id,
    ...days,
    starts_on: "2098-01-01",
    reason: "leave",
  };
  await ok("admin", `/doctors/${treating}/time-off`, away);
  const { location_id: _, ...closed } = away;
  await ok("admin", `/locations/${location_id}/closures`, closed);
  const imported = await (
    await as("front_desk")
  ).request("POST", "/patients/import", {
    file_name: "a.csv",
    ...importOf(1),
    dry_run: true,
    on_duplicate: "skip",
  });
  await sql`insert into worklist_items (appointment_id, cause, cause_id) values (${visit.id}, 'hours_changed', 1)`.execute(
    clinic.database.sql,
  );
  const throwaway = await clinic.signIn("billing");
  const spareSession = await clinic.database.sql
    .selectFrom("sessions")
    .select("id")
    .where("account_id", "=", throwaway.account_id)
    .executeTakeFirstOrThrow();
  return {
    clinic,
    as,
    ids: {
      patient_id,
      doctor_id: treating!,
      other_doctor_id: other!,
      location_id,
      appointment_id: visit.id as number,
      second_appointment_id: second.id as number,
      prescription_id,
      payment_id,
      receipt_id: receipt.id,
      contact_id,
      consent_id,
      cover_id: spare_cover_id,
      grant_id: spare_grant_id,
      unseen_id,
      session_id: spareSession.id,
      import_id: (imported.body.import_id ?? imported.body.id) as number,
      account_id: throwaway.account_id,
      one: 1,
    },
  };
}
