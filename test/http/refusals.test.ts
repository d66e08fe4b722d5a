import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type AuditDocument,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  aBookedAppointment,
  aDoctor,
  aPatient,
  aVisit,
} from "#test/support/factories.ts";

let clinic: TestClinic;
let desk: Person;
let billing: Person;
beforeAll(async () => {
  clinic = await startClinic();
  desk = await clinic.signIn("front_desk");
  billing = await clinic.signIn("billing");
});
afterAll(() => clinic.close());

/** The entries that a request leaves. */
async function left(request: () => Promise<unknown>): Promise<AuditDocument[]> {
  const before = (await clinic.auditTrail()).length;
  await request();
  return (await clinic.auditTrail()).slice(before);
}
const refusedOf = (patient_id: number) => [
  {
    target: { patient_id: { $numberInt: String(patient_id) } },
    context: { outcome: "refused" },
  },
];

const penicillin = {
  medication_name: "Penicillin V",
  dosage: "500 mg",
  frequency: "daily",
  duration: "5 days",
};

test("an allergy warning is a read of the allergies: one entry", async () => {
  const patient_id = await aPatient(clinic, { allergies: "Penicillin" });
  const doctor_id = await aDoctor(clinic);
  const visit = await aBookedAppointment(clinic, { doctor_id, patient_id });
  const doctor = await clinic.signIn("doctor", { doctor_id });
  const entries = await left(async () => {
    const body = { appointment_id: visit.id, ...penicillin };
    const warned = await doctor.request("POST", "/prescriptions", body);
    expect(warned).toMatchObject({
      status: 422,
      body: { code: "allergy_warning" },
    });
  });
  expect(entries).toMatchObject(refusedOf(patient_id));
  expect(JSON.stringify(entries)).not.toMatch(/penicillin/i);
});

test("a visit that is off is no way to ask about allergies", async () => {
  const patient_id = await aPatient(clinic, { allergies: "Penicillin" });
  const people = { doctor_id: await aDoctor(clinic), patient_id };
  const { location_id } = await aBookedAppointment(clinic);
  const visit = await aVisit(
    clinic,
    { ...people, location_id },
    { status: "Cancelled" },
  );
  const doctor = await clinic.signIn("doctor", people);
  const body = { appointment_id: visit, ...penicillin };
  expect(await doctor.request("POST", "/prescriptions", body)).toMatchObject({
    status: 422,
    body: { code: "refused_by_rule" },
  });
});

test("a refusal that says what is due or left shows money of the patient: one entry", async () => {
  const visit = await aBookedAppointment(clinic);
  const line = await billing.request("POST", "/payments", {
    appointment_id: visit.id,
    amount: "50.00",
    payment_method: "Cash",
  });
  const path = `/payments/${line.body.id}`;
  const cash = { payment_method: "Cash" };
  const over = await left(async () => {
    const receipt = { ...cash, amount: "50.01" };
    expect(
      await billing.request("POST", `${path}/receipts`, receipt, {
        if_match: 1,
      }),
    ).toMatchObject({ status: 422, body: { still_due: "50.00" } });
  });
  expect(over).toMatchObject(refusedOf(visit.patient_id));
  const paid = await billing.request(
    "POST",
    `${path}/receipts`,
    { ...cash, amount: "20.00" },
    { if_match: 1 },
  );
  const back = await left(async () => {
    const refund = {
      receipt_id: paid.body.receipt.id,
      amount: "20.01",
      reason: "counted twice",
    };
    expect(
      await billing.request("POST", `${path}/refunds`, refund, { if_match: 2 }),
    ).toMatchObject({ status: 422, body: { left: "20.00" } });
  });
  expect(back).toMatchObject(refusedOf(visit.patient_id));
});

test("naming the holder of an e-mail is a read of the holder's record: one entry", async () => {
  const email = "shared@family.example";
  const holder = await aPatient(clinic, { email });
  const entries = await left(async () => {
    const taken = await desk.request("POST", "/patients", {
      first_name: "Ida",
      last_name: "Berg",
      date_of_birth: "1990-01-02",
      gender: "Female",
      phone: "555-0142",
      email,
      not_the_same_person: true,
    });
    expect(taken).toMatchObject({ status: 409, body: { holder_id: holder } });
  });
  expect(entries).toMatchObject(refusedOf(holder));
  expect(JSON.stringify(entries)).not.toContain(email);
});

test.each(["\u0007", "\u001b[2J", "why\u001b[31m", "a\u0000b"])(
  "no reason and no name carries control characters: %j",
  async (text) => {
    const visit = await aBookedAppointment(clinic);
    const path = `/appointments/${visit.id}/cancel`;
    const cancelled = { cancellation_reason: `so ${text}` };
    expect(
      await desk.request("POST", path, cancelled, { if_match: 1 }),
    ).toMatchObject({ status: 400 });
    const named = { first_name: text };
    expect(
      await desk.request("PATCH", `/patients/${visit.patient_id}`, named, {
        if_match: 1,
      }),
    ).toMatchObject({ status: 400 });
  },
);

test.each(["0001-06-05", "1800-06-05", "9999-06-05"])(
  "a visit on %s is refused: no zone is known to the minute then",
  async (appointment_date) => {
    const { doctor_id, patient_id, location_id } =
      await aBookedAppointment(clinic);
    const booked = await desk.request("POST", "/appointments", {
      doctor_id,
      patient_id,
      location_id,
      appointment_date,
      start_time: "10:00",
      end_time: "10:30",
      override_reason: "written down late",
    });
    expect(booked).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/appointment_date" }] },
    });
  },
);

test("a visit made longer keeps its patient in the waiting room; moved elsewhere it does not", async () => {
  const { doctor_id, patient_id, location_id } =
    await aBookedAppointment(clinic);
  const people = { doctor_id, patient_id, location_id };
  const id = await aVisit(clinic, people, { status: "Scheduled" });
  const at = `/appointments/${id}`;
  const here = await desk.request("POST", `${at}/arrive`, {}, { if_match: 1 });
  const { appointment_date, arrived_at } = here.body;
  const move = (times: object, if_match: number) =>
    desk.request(
      "POST",
      `${at}/reschedule`,
      { appointment_date, ...times, override_reason: "took longer" },
      { if_match },
    );
  const longer = { start_time: "10:00", end_time: "10:45" };
  expect((await move(longer, 2)).body).toMatchObject({ arrived_at });
  const later = { start_time: "11:00", end_time: "11:45" };
  expect((await move(later, 3)).body).toMatchObject({ arrived_at: null });
});

test("a doctor behind an account is changed only with a fresh password, and ends its sessions", async () => {
  const admin = await clinic.signIn("admin");
  const doctor = await clinic.signIn("doctor", {
    doctor_id: await aDoctor(clinic),
  });
  const path = `/accounts/${doctor.account_id}`;
  const other = { doctor_id: await aDoctor(clinic) };
  const stale = await admin.request("PATCH", path, other, { if_match: 1 });
  expect(stale.body.code).toBe("reauthentication_required");
  await clinic.database.sql
    .updateTable("sessions")
    .set({ reauthenticated_at: "2099-01-01 00:00:00" })
    .where("account_id", "=", admin.account_id)
    .execute();
  const done = await admin.request("PATCH", path, other, { if_match: 1 });
  expect(done).toMatchObject({ status: 200, body: other });
  expect((await doctor.request("GET", "/doctors")).status).toBe(401);
});

test("grants are found by a moment in any offset", async () => {
  const patient_id = await aPatient(clinic);
  const doctor = await clinic.signIn("doctor", {
    doctor_id: await aDoctor(clinic),
  });
  const grant = await doctor.request("POST", "/break-glass", {
    patient_id,
    reason: "found on the stairs",
    minutes: 5,
  });
  const moment = (seconds: number) =>
    encodeURIComponent(
      Temporal.Instant.from(grant.body.started_at)
        .add({ seconds })
        .toZonedDateTimeISO("+05:00")
        .toString({ timeZoneName: "never" }),
    );
  const compliance = await clinic.signIn("compliance");
  const count = async (query: string) =>
    (await compliance.request("GET", `/break-glass/grants?${query}`)).body.items
      .length;
  expect(await count(`from=${moment(-60)}`)).toBe(1);
  expect(await count(`from=${moment(60)}`)).toBe(0);
  expect(await count(`to=${moment(-60)}`)).toBe(0);
  expect(await count("from=0000-01-01T00:00:00%2B14:00")).toBe(1);
});

test("fields and queries that an operation does not name are refused, also where it names none", async () => {
  const patient_id = await aPatient(clinic);
  const code = await desk.request(
    "POST",
    `/patients/${patient_id}/claim-code`,
    { days: 900 },
  );
  expect(code).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: "/days" }] },
  });
  expect(
    await desk.request("GET", `/patients/${patient_id}?fields=all`),
  ).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: "query/fields" }] },
  });
  expect((await desk.request("POST", "/sessions/revoke-all", {})).status).toBe(
    200,
  );
});
