import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import { aBookedAppointment, aPatient } from "#test/support/factories.ts";

let clinic: TestClinic;
let desk: Person;

beforeAll(async () => {
  clinic = await startClinic();
  desk = await clinic.signIn("front_desk");
});
afterAll(() => clinic.close());

const lastEntry = async () => (await clinic.auditTrail()).at(-1)!;
const change = (id: number, body: object, if_match = 1) =>
  desk.request("PATCH", `/patients/${id}`, body, { if_match });

describe("changing a record", () => {
  test("null clears, absent leaves; the audit tells what was and what is", async () => {
    const id = await aPatient(clinic, { email: "old@mail.example" });
    const changed = await change(id, { email: null, last_name: "Marchetti" });
    expect(changed).toMatchObject({
      status: 200,
      etag: '"2"',
      body: { email: null, first_name: "Jane", last_name: "Marchetti" },
    });
    expect(await lastEntry()).toMatchObject({
      event_type: "patient_modified",
      changes: {
        before: { email: "old@mail.example" },
        after: { email: null, last_name: "Marchetti" },
      },
    });
    const found = await desk.request("POST", "/patients/search", {
      q: "marcheti",
    });
    expect(found.body.items[0].id).toBe(id);
  });

  test("the version seen is required, and of sixteen writers with one version one wins", async () => {
    const id = await aPatient(clinic);
    const path = `/patients/${id}`;
    expect((await desk.request("PATCH", path, {})).status).toBe(428);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, n) => change(id, { phone: `555-1${n}` })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(15).fill(412)]);
  });

  test("an e-mail of somebody else is refused, the own one is not", async () => {
    const holder = await aPatient(clinic, { email: "one@only.example" });
    const id = await aPatient(clinic);
    expect(await change(id, { email: "One@only.example" })).toMatchObject({
      status: 409,
      body: { code: "email_taken", holder_id: holder },
    });
    expect((await change(holder, { email: "ONE@only.example" })).status).toBe(
      200,
    );
  });

  test("no known allergies, not asked and a list are three different things", async () => {
    const id = await aPatient(clinic);
    const told = await change(id, { allergies: " Penicillin " });
    expect(told.body).toMatchObject({
      allergies: "Penicillin",
      allergy_status: "recorded",
    });
    expect((await change(id, { allergies: null }, 2)).status).toBe(422);
    expect((await change(id, { allergy_status: "none_known" }, 2)).status).toBe(
      422,
    );
    const none = await change(
      id,
      { allergies: null, allergy_status: "none_known" },
      2,
    );
    expect(none.body).toMatchObject({
      allergies: null,
      allergy_status: "none_known",
    });
  });
});

describe("taking a record out of use", () => {
  const deactivate = (id: number, body: object, if_match = 1) =>
    desk.request("POST", `/patients/${id}/deactivate`, body, { if_match });

  test("with why; it is found last and marked, and comes back with a reason", async () => {
    const last_name = "Abernathyson";
    const gone = await aPatient(clinic, { last_name });
    const here = await aPatient(clinic, { last_name });
    const moved = await deactivate(gone, { reason: "moved" });
    expect(moved).toMatchObject({
      status: 200,
      body: { is_active: false, inactive_reason: "moved", row_version: 2 },
    });
    const found = await desk.request("POST", "/patients/search", {
      q: last_name,
    });
    expect(found.body.items).toMatchObject([
      { id: here, is_active: true },
      { id: gone, is_active: false, inactive_reason: "moved" },
    ]);
    expect((await deactivate(gone, { reason: "test" }, 2)).body.code).toBe(
      "transition_refused",
    );
    const back = await desk.request(
      "POST",
      `/patients/${gone}/activate`,
      { reason: "came back to town" },
      { if_match: 2 },
    );
    expect(back.body).toMatchObject({ is_active: true, inactive_reason: null });
    expect(await lastEntry()).toMatchObject({
      event_type: "patient_activated",
      changes: { reason: "came back to town" },
    });
  });

  test("a duplicate names the record that stays, and that one is no duplicate itself", async () => {
    const [stays, twin, triplet] = [
      await aPatient(clinic),
      await aPatient(clinic),
      await aPatient(clinic),
    ];
    const reason = "duplicate";
    expect((await deactivate(twin, { reason })).status).toBe(422);
    expect(
      (await deactivate(twin, { reason, duplicate_of: twin })).status,
    ).toBe(422);
    expect(
      (await deactivate(twin, { reason, duplicate_of: 999_999 })).status,
    ).toBe(404);
    expect(
      (await deactivate(twin, { reason: "moved", duplicate_of: stays })).status,
    ).toBe(422);
    const done = await deactivate(twin, { reason, duplicate_of: stays });
    expect(done.body).toMatchObject({ duplicate_of: stays });
    expect(
      await deactivate(triplet, { reason, duplicate_of: twin }),
    ).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/duplicate_of" }] },
    });
  });

  test("of two records that each name the other, one stays in use", async () => {
    const [a, b] = [await aPatient(clinic), await aPatient(clinic)];
    const answers = await Promise.all([
      deactivate(a, { reason: "duplicate", duplicate_of: b }),
      deactivate(b, { reason: "duplicate", duplicate_of: a }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  test("visits ahead stand in the way", async () => {
    const id = await aPatient(clinic);
    await aBookedAppointment(clinic, { patient_id: id });
    expect(await deactivate(id, { reason: "deceased" })).toMatchObject({
      status: 422,
      body: {
        code: "refused_by_rule",
        detail: "Cancel or move 1 visit first.",
      },
    });
  });
});

test("what patients are called never reaches the log, also when requests fail", async () => {
  const marker = "Zzmarkerzz";
  const id = await aPatient(clinic, {
    last_name: marker,
    email: "zzmarkerzz@mail.example",
  });
  const other = await aPatient(clinic);
  await desk.request("GET", `/patients/${id}`);
  await desk.request("POST", "/patients/search", { q: marker });
  await change(other, { email: "zzmarkerzz@mail.example" });
  await change(id, { last_name: marker, address: 7 });
  const refused = await desk.request("POST", "/patients", {
    first_name: "Jane",
    last_name: marker,
    date_of_birth: "1980-04-12",
    gender: "Female",
    phone: "555-0142",
  });
  expect(refused.body.code).toBe("possible_duplicate");
  expect(JSON.stringify(refused.body)).not.toMatch(/zzmarkerzz/i);
  expect(clinic.log.length).toBeGreaterThan(0);
  expect(clinic.log.join("\n")).not.toMatch(/zzmarkerzz/i);
});
