import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "#contract/permissions.ts";
import type { Call } from "#server/kernel/call.ts";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import { aDoctor, aLocation, aPatient } from "#test/support/factories.ts";
import { runSql } from "#test/support/run-sql.ts";

let clinic: TestClinic;
let location_id: number;
const reason = "Unconscious in the waiting room, no own doctor today";

beforeAll(async () => {
  clinic = await startClinic();
  location_id = await aLocation(clinic);
});
afterAll(() => clinic.close());

const callOf = (
  role: Role,
  who: { doctor_id?: number; patient_id?: number; account_id?: number },
): Call => ({
  actor: {
    account_id: who.account_id ?? 1,
    session_id: 1,
    roles: [role],
    doctor_id: who.doctor_id ?? null,
    patient_id: who.patient_id ?? null,
    name: "",
    ip_address: "",
    user_agent: "",
  },
  action: "patients.read",
  role,
});
const relation = (call: Call, patient_id: number) =>
  clinic.composed.relationTo(call, patient_id);

/** A visit so many days from now; only its doctor, patient, day and status matter here. */
const visit = (
  doctor_id: number,
  patient_id: number,
  days: number,
  status = "Scheduled",
) =>
  runSql(
    clinic,
    `insert into appointments
      (doctor_id, patient_id, location_id, appointment_date, start_time, end_time, status)
    values (?, ?, ?, utc_date() + interval ? day, '09:00:00', '09:30:00', ?)`,
    ...[doctor_id, patient_id, location_id, days, status],
  );

const cover = (
  doctor_id: number,
  covering: number,
  from: number,
  to: number,
  cancelled_at: string | null = null,
) =>
  runSql(
    clinic,
    `insert into doctor_covers (doctor_id, covering_doctor_id, starts_on, ends_on, cancelled_at)
    values (?, ?, utc_date() + interval ? day, utc_date() + interval ? day, ?)`,
    ...[doctor_id, covering, from, to, cancelled_at],
  );

async function doctorAccount(): Promise<Person & { doctor_id: number }> {
  const doctor_id = await aDoctor(clinic);
  const person = await clinic.signIn("doctor", { doctor_id });
  return Object.assign(person, { doctor_id });
}

test("a patient is their own, whoever has the same number", async () => {
  const patient_id = await aPatient(clinic);
  const own = callOf("patient", { patient_id });
  expect(await relation(own, patient_id)).toBe("own");
  expect(await relation(own, patient_id + 1)).toBe("other");
  // The number of an account or a doctor says nothing about a patient.
  const twin = callOf("patient", { account_id: patient_id });
  expect(await relation(twin, patient_id)).toBe("other");
});

test("staff reach every patient, a doctor only those of their visits", async () => {
  const patient_id = await aPatient(clinic);
  const doctor_id = await aDoctor(clinic);
  const doctor = callOf("doctor", { doctor_id });
  for (const role of ["front_desk", "billing", "compliance"] as const)
    expect(await relation(callOf(role, {}), patient_id)).toBe("staff");
  expect(await relation(doctor, patient_id)).toBe("other");
  await visit(doctor_id, patient_id, 3, "Cancelled");
  await visit(doctor_id, patient_id, -3, "No-show");
  await visit(doctor_id, patient_id, -(5 * 366 + 2), "Completed");
  expect(await relation(doctor, patient_id)).toBe("other");
  await visit(doctor_id, patient_id, -4 * 365, "Completed");
  expect(await relation(doctor, patient_id)).toBe("treating");
  const ahead = await aPatient(clinic);
  await visit(doctor_id, ahead, 300);
  expect(await relation(doctor, ahead)).toBe("treating");
  const colleague = callOf("doctor", { doctor_id: await aDoctor(clinic) });
  expect(await relation(colleague, ahead)).toBe("other");
});

test("who stands in has the other's patients for those days, not the other way round", async () => {
  const patient_id = await aPatient(clinic);
  const away = await aDoctor(clinic);
  const standIn = await aDoctor(clinic);
  const doctor = callOf("doctor", { doctor_id: standIn });
  await visit(away, patient_id, -10, "Completed");
  await cover(away, standIn, -9, -1);
  await cover(away, standIn, 1, 9);
  await cover(away, standIn, -1, 1, "2020-01-01 00:00:00");
  expect(await relation(doctor, patient_id)).toBe("other");
  await cover(away, standIn, 0, 0);
  expect(await relation(doctor, patient_id)).toBe("cover");
  const mine = await aPatient(clinic);
  await visit(standIn, mine, -1, "Completed");
  expect(await relation(callOf("doctor", { doctor_id: away }), mine)).toBe(
    "other",
  );
});

test("break-glass opens one patient to one doctor, with a reason, and ends by itself", async () => {
  const patient_id = await aPatient(clinic);
  const neighbour = await aPatient(clinic);
  const doctor = await doctorAccount();
  const call = callOf("doctor", doctor);
  const open = (body: object) => doctor.request("POST", "/break-glass", body);
  expect((await open({ patient_id, reason, minutes: 61 })).status).toBe(400);
  expect((await open({ patient_id, reason: " ", minutes: 5 })).status).toBe(
    400,
  );
  expect((await open({ patient_id: 99_999, reason, minutes: 5 })).status).toBe(
    404,
  );
  const grant = await open({ patient_id, reason, minutes: 30 });
  expect(grant).toMatchObject({
    status: 201,
    body: { patient_id, doctor_id: doctor.doctor_id, is_open: true, reason },
  });
  expect(await relation(call, patient_id)).toBe("break_glass");
  expect(await relation(call, neighbour)).toBe("other");
  const colleague = callOf("doctor", await doctorAccount());
  expect(await relation(colleague, patient_id)).toBe("other");
  expect((await open({ patient_id, reason, minutes: 60 })).status).toBe(409);
  expect(
    (await clinic.auditTrail()).findLast(
      (entry) => entry["event_type"] === "break_glass_opened",
    ),
  ).toMatchObject({
    target: { patient_id: { $numberInt: String(patient_id) } },
    changes: { reason },
    compliance: { hipaa_relevant: true },
  });
  await runSql(
    clinic,
    "update break_glass_grants set expires_at = utc_timestamp(6) - interval 1 second where id = ?",
    grant.body.id,
  );
  expect(await relation(call, patient_id)).toBe("other");
  expect((await doctor.request("GET", "/break-glass")).body.items).toEqual([]);
  const { breakGlass } = clinic.composed.services;
  const swept = await Promise.all([
    breakGlass.endExpiredGrants(),
    breakGlass.endExpiredGrants(),
  ]);
  expect(swept[0]! + swept[1]!).toBe(1);
  const ends = (await clinic.auditTrail()).filter(
    (entry) => entry["event_type"] === "break_glass_ended",
  );
  expect(ends).toMatchObject([
    { actor: { type: "system" }, changes: { after: { ended_by: "server" } } },
  ]);
});

test("a grant is opened once by a repeated request", async () => {
  const patient_id = await aPatient(clinic);
  const doctor = await doctorAccount();
  const body = { patient_id, reason, minutes: 10 };
  const send = () =>
    doctor.request("POST", "/break-glass", body, { key: "one-emergency" });
  const [first, second] = [await send(), await send()];
  expect(second.status).toBe(201);
  expect(second.body).toEqual(first.body);
});

test("the doctor ends an own grant, compliance any; nobody else opens or ends one", async () => {
  const doctor = await doctorAccount();
  const colleague = await doctorAccount();
  const compliance = await clinic.signIn("compliance");
  const opened = async () => {
    const patient_id = await aPatient(clinic);
    const body = { patient_id, reason, minutes: 10 };
    return (await doctor.request("POST", "/break-glass", body)).body.id;
  };
  const [first, second] = [await opened(), await opened()];
  const end = (who: Person, id: number) =>
    who.request("POST", `/break-glass/${id}/end`);
  expect((await end(colleague, first)).status).toBe(404);
  expect((await end(doctor, first)).body).toMatchObject({
    ended_by: "doctor",
    is_open: false,
  });
  expect((await end(doctor, first)).status).toBe(409);
  expect((await end(compliance, second)).body.ended_by).toBe("compliance");
  for (const role of ["admin", "front_desk", "billing", "patient"] as const) {
    const person = await clinic.signIn(role);
    const body = { patient_id: 1, reason, minutes: 10 };
    expect((await person.request("POST", "/break-glass", body)).status).toBe(
      403,
    );
    expect((await end(person, second)).status).toBe(403);
  }
});

test("compliance sees every grant and may narrow the list", async () => {
  const doctor = await doctorAccount();
  const patients = [await aPatient(clinic), await aPatient(clinic)];
  for (const patient_id of patients)
    await doctor.request("POST", "/break-glass", {
      patient_id,
      reason,
      minutes: 10,
    });
  const compliance = await clinic.signIn("compliance");
  const list = async (query: string) =>
    (await compliance.request("GET", `/break-glass/grants${query}`)).body;
  const mine = `?doctor_id=${doctor.doctor_id}`;
  expect((await list(mine)).items).toHaveLength(2);
  expect((await list(`${mine}&open=true`)).items).toHaveLength(2);
  expect((await list(`${mine}&open=false`)).items).toHaveLength(0);
  expect((await list(`?patient_id=${patients[0]}`)).items).toHaveLength(1);
  expect((await list(`${mine}&to=2020-01-01T00:00:00Z`)).items).toEqual([]);
  expect((await list(`${mine}&from=2020-01-01T00:00:00Z`)).items).toHaveLength(
    2,
  );
  const page = await list(`${mine}&limit=1`);
  const rest = await list(`${mine}&limit=1&cursor=${page.next_cursor}`);
  expect(rest.items[0].patient_id).toBe(patients[0]);
  expect(rest.next_cursor).toBeNull();
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "break_glass_list_viewed",
  });
  expect((await doctor.request("GET", "/break-glass/grants")).status).toBe(403);
});
