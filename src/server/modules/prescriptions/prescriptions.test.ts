import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Body,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  aDoctor,
  aLocation,
  aPatient,
  aVisit,
} from "#test/support/factories.ts";

let clinic: TestClinic;
let doctor: Person;
let colleague: Person;
let jane: Person;
let doctor_id: number;
let patient_id: number;
let location_id: number;
let appointment_id: number;

beforeAll(async () => {
  clinic = await startClinic();
  location_id = await aLocation(clinic, { name: "Main Clinic" });
  doctor_id = await aDoctor(clinic);
  patient_id = await aPatient(clinic, {
    first_name: "Jane",
    last_name: "Doe",
    allergies: "Penicillin: rash",
  });
  appointment_id = await aVisit(clinic, { doctor_id, patient_id, location_id });
  doctor = await clinic.signIn("doctor", { doctor_id });
  colleague = await clinic.signIn("doctor", {
    doctor_id: await aDoctor(clinic),
  });
  jane = await clinic.signIn("patient", { patient_id });
});
afterAll(() => clinic.close());

const sumatriptan = {
  medication_name: "Sumatriptan",
  dosage: "20mg",
  frequency: "once daily",
  duration: "14 days",
  refills_remaining: 1,
};

async function prescribed(more: object = {}): Promise<Body> {
  const answer = await doctor.request("POST", "/prescriptions", {
    appointment_id,
    ...sumatriptan,
    ...more,
  });
  expect(answer.status).toBe(201);
  return answer.body;
}

test("the visit's doctor prescribes, sees the allergies and that nothing else was checked", async () => {
  const made = await prescribed({ instructions: "With food." });
  expect(made).toMatchObject({
    ...sumatriptan,
    patient_id,
    doctor_id,
    patient_name: "Jane Doe",
    instructions: "With food.",
    is_active: true,
    allergies: "Penicillin: rash",
    allergy_status: "recorded",
    interactions_checked: false,
    row_version: 1,
  });
  expect(made.interaction_notice).toMatch(/not checked/);
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "prescription_issued",
    target: { patient_name: "Jane Doe" },
    context: { location: "Main Clinic" },
  });
});

test("the same key prescribes once", async () => {
  const order = { appointment_id, ...sumatriptan };
  const first = await doctor.request("POST", "/prescriptions", order, {
    key: "once",
  });
  const again = await doctor.request("POST", "/prescriptions", order, {
    key: "once",
  });
  expect(again.body).toEqual(first.body);
});

test("a medication named in an allergy is refused until a reason is given", async () => {
  const order = {
    appointment_id,
    ...sumatriptan,
    medication_name: "Amoxicillin 500",
  };
  const warned = await doctor.request("POST", "/prescriptions", order);
  expect(warned).toMatchObject({
    status: 422,
    body: { code: "allergy_warning", matches: ["penicillins"] },
  });
  expect(JSON.stringify(warned.body)).not.toContain("rash");
  const allergy_override_reason = "Tolerated twice since the rash";
  const made = await prescribed({ ...order, allergy_override_reason });
  expect(made.allergy_override_reason).toBe(allergy_override_reason);
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    action: "issued_despite_allergy",
    changes: { reason: allergy_override_reason },
  });
});

test("nobody prescribes in another's visit, in a missed one, or ahead of today", async () => {
  const order = { appointment_id, ...sumatriptan };
  expect(
    await colleague.request("POST", "/prescriptions", order),
  ).toMatchObject({ status: 404, body: { code: "not_found" } });
  const absent = { ...order, appointment_id: 999_999 };
  expect(await doctor.request("POST", "/prescriptions", absent)).toMatchObject({
    status: 404,
  });
  const people = { doctor_id, patient_id, location_id };
  for (const status of ["Cancelled", "No-show"] as const) {
    const missed = await aVisit(clinic, people, { status });
    expect(
      await doctor.request("POST", "/prescriptions", {
        ...order,
        appointment_id: missed,
      }),
    ).toMatchObject({ status: 422, body: { code: "refused_by_rule" } });
  }
  expect(
    await doctor.request("POST", "/prescriptions", {
      ...order,
      issued_date: "2999-01-01",
    }),
  ).toMatchObject({ status: 422, body: { code: "invalid_request" } });
  const gone = await aPatient(clinic, {
    is_active: false,
    inactive_reason: "moved",
  });
  const visit = await aVisit(clinic, { ...people, patient_id: gone });
  expect(
    await doctor.request("POST", "/prescriptions", {
      ...order,
      appointment_id: visit,
    }),
  ).toMatchObject({ status: 422, body: { code: "patient_inactive" } });
});

test("an adjustment keeps before and after, in the versions and in the audit", async () => {
  const { id } = await prescribed();
  const path = `/prescriptions/${id}/adjust`;
  const change = {
    dosage: "10mg",
    frequency: "twice daily",
    refills_remaining: 2,
    reason: "Patient reported side effects, adjusting to lower split dose",
  };
  expect((await doctor.request("POST", path, change)).status).toBe(428);
  const done = await doctor.request("POST", path, change, { if_match: 1 });
  expect(done).toMatchObject({
    status: 200,
    etag: '"2"',
    body: { dosage: "10mg", refills_remaining: 2 },
  });
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "prescription_modified",
    action: "dosage_adjusted",
    target: { type: "prescription", patient_name: "Jane Doe" },
    changes: {
      before: {
        dosage: "20mg",
        frequency: "once daily",
        refills_remaining: { $numberInt: "1" },
      },
      after: {
        dosage: "10mg",
        frequency: "twice daily",
        refills_remaining: { $numberInt: "2" },
      },
      reason: change.reason,
    },
    context: { location: "Main Clinic" },
  });
  expect(
    (await doctor.request("POST", path, change, { if_match: 1 })).status,
  ).toBe(412);
  expect(
    await doctor.request("POST", path, change, { if_match: 2 }),
  ).toMatchObject({ status: 422 });
  const { body } = await doctor.request("GET", `/prescriptions/${id}/versions`);
  expect(body.items).toMatchObject([
    { version: 1, change_kind: "issued", before_state: null },
    {
      version: 2,
      change_kind: "adjusted",
      before_state: { dosage: "20mg" },
      after_state: { dosage: "10mg" },
      reason: change.reason,
    },
  ]);
});

test("of many refills at once with one left, one wins", async () => {
  const { id } = await prescribed();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      doctor.request("POST", `/prescriptions/${id}/refill`),
    ),
  );
  const codes = answers.map((one) => one.body.code ?? one.status);
  expect(codes.filter((code) => code === 200)).toHaveLength(1);
  expect(codes.filter((code) => code === "no_refills_left")).toHaveLength(7);
  const { body } = await doctor.request("GET", `/prescriptions/${id}`);
  expect(body).toMatchObject({ refills_remaining: 0, row_version: 2 });
});

test("what is stopped takes no more changes; a mistake stays, marked", async () => {
  const { id } = await prescribed();
  const path = `/prescriptions/${id}`;
  const stop = { reason: "No longer needed" };
  const stopped = await doctor.request("POST", `${path}/stop`, stop, {
    if_match: 1,
  });
  expect(stopped.body).toMatchObject({
    is_active: false,
    stop_reason: "No longer needed",
  });
  const refused = { status: 409, body: { code: "transition_refused" } };
  expect(await doctor.request("POST", `${path}/refill`)).toMatchObject(refused);
  expect(
    await doctor.request(
      "POST",
      `${path}/adjust`,
      { dosage: "1mg", reason: "less" },
      { if_match: 2 },
    ),
  ).toMatchObject(refused);
  const mistake = { reason: "Wrong patient" };
  const error = `${path}/entered-in-error`;
  expect(
    (await doctor.request("POST", error, mistake, { if_match: 2 })).body,
  ).toMatchObject({ entered_in_error: true, row_version: 3 });
  expect(
    await doctor.request("POST", error, mistake, { if_match: 3 }),
  ).toMatchObject(refused);
});

test("a patient reads the own ones, without what staff wrote for each other", async () => {
  const { id } = await prescribed();
  const own = await jane.request("GET", `/prescriptions/${id}`);
  expect(own).toMatchObject({ status: 200, body: { dosage: "20mg" } });
  for (const hidden of ["allergy_override_reason", "stop_reason", "allergies"])
    expect(own.body).not.toHaveProperty(hidden);
  const versions = await jane.request("GET", `/prescriptions/${id}/versions`);
  expect(versions.body.items[0]).not.toHaveProperty("reason");
  const other = await clinic.signIn("patient", {
    patient_id: await aPatient(clinic),
  });
  for (const path of [
    `/prescriptions/${id}`,
    `/prescriptions/${id}/versions`,
    `/patients/${patient_id}/prescriptions`,
    `/appointments/${appointment_id}/prescriptions`,
  ])
    for (const stranger of [other, colleague])
      expect((await stranger.request("GET", path)).status).toBe(404);
  expect(
    (await colleague.request("POST", `/prescriptions/${id}/refill`)).status,
  ).toBe(404);
});

test("lists go by date and page on; reads are audited once", async () => {
  const someone = await aPatient(clinic);
  const visit = await aVisit(clinic, {
    doctor_id,
    patient_id: someone,
    location_id,
  });
  const dates = ["2024-01-03", "2024-01-05", "2024-01-05", "2024-01-01"];
  for (const issued_date of dates)
    await prescribed({ appointment_id: visit, issued_date });
  const path = `/patients/${someone}/prescriptions?active=true&limit=2`;
  const before = (await clinic.auditTrail()).length;
  const first = await doctor.request("GET", path);
  const rest = await doctor.request(
    "GET",
    `${path}&cursor=${first.body.next_cursor}`,
  );
  const seen = [...first.body.items, ...rest.body.items];
  expect(seen.map((one: Body) => one.issued_date)).toEqual(
    [...dates].sort().reverse(),
  );
  expect(rest.body.next_cursor).toBeNull();
  const trail = (await clinic.auditTrail()).slice(before);
  expect(trail.map((one) => one["event_type"])).toEqual([
    "prescriptions_viewed",
    "prescriptions_viewed",
  ]);
  const forged = Buffer.from('{"id":"x"}').toString("base64url");
  expect((await doctor.request("GET", `${path}&cursor=${forged}`)).status).toBe(
    400,
  );
});
