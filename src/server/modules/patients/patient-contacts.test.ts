import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import { aPatient } from "#test/support/factories.ts";

let clinic: TestClinic;
let desk: Person;
let patient_id: number;

beforeAll(async () => {
  clinic = await startClinic();
  desk = await clinic.signIn("front_desk");
  patient_id = await aPatient(clinic);
});
afterAll(() => clinic.close());

const path = () => `/patients/${patient_id}/contacts`;
const lastEntry = async () => (await clinic.auditTrail()).at(-1)!;

test("a contact is added, changed by version, ended, and stays on record", async () => {
  const added = await desk.request("POST", path(), {
    name: "  Tomasz Doe ",
    relationship: "brother",
    phone: "555-0177",
    is_emergency: true,
  });
  expect(added).toMatchObject({
    status: 201,
    etag: '"1"',
    body: { name: "Tomasz Doe", is_emergency: true, ended_at: null },
  });
  const one = `${path()}/${added.body.id}`;
  expect(
    (await desk.request("PATCH", one, { phone: null }, { if_match: 9 })).status,
  ).toBe(412);
  const changed = await desk.request(
    "PATCH",
    one,
    { phone: null, relationship: "half-brother" },
    { if_match: 1 },
  );
  expect(changed.body).toMatchObject({
    phone: null,
    relationship: "half-brother",
    name: "Tomasz Doe",
  });
  const ended = await desk.request("POST", `${one}/end`, undefined, {
    if_match: 2,
  });
  expect(ended.body.ended_at).not.toBeNull();
  expect(await lastEntry()).toMatchObject({
    event_type: "patient_contact_ended",
  });
  expect(
    (await desk.request("PATCH", one, { name: "X" }, { if_match: 3 })).body
      .code,
  ).toBe("transition_refused");
  expect((await desk.request("GET", path())).body.items).toEqual([]);
  const all = await desk.request("GET", `${path()}?include_ended=true`);
  expect(all.body.items).toHaveLength(1);
  expect(await lastEntry()).toMatchObject({
    event_type: "patient_contacts_viewed",
    target: { patient_id: { $numberInt: String(patient_id) } },
  });
});

test("a contact who is a patient here brings the name; the patient in person is none", async () => {
  const mother = await aPatient(clinic, {
    first_name: "Marta",
    last_name: "Doe",
  });
  const linked = await desk.request("POST", path(), {
    contact_patient_id: mother,
    is_email_holder: true,
  });
  expect(linked.body).toMatchObject({
    name: "Marta Doe",
    contact_patient_id: mother,
  });
  const self = await desk.request("POST", path(), {
    contact_patient_id: patient_id,
  });
  expect(self.status).toBe(422);
  const holder = await desk.request("POST", path(), {
    name: "Uncle",
    is_email_holder: true,
  });
  expect(holder.body.errors[0].pointer).toBe("/email");
});

test("a contact is reached through its own patient only, and billing not at all", async () => {
  const added = await desk.request("POST", path(), { name: "Friend" });
  const other = await aPatient(clinic);
  const crossed = await desk.request(
    "PATCH",
    `/patients/${other}/contacts/${added.body.id}`,
    { name: "Foe" },
    { if_match: 1 },
  );
  expect(crossed.status).toBe(404);
  const billing = await clinic.signIn("billing");
  expect((await billing.request("GET", path())).status).toBe(403);
  const patient = await clinic.signIn("patient", { patient_id });
  expect((await patient.request("GET", path())).status).toBe(200);
  expect((await patient.request("POST", path(), { name: "Me" })).status).toBe(
    403,
  );
});

test("a long list comes in pages", async () => {
  patient_id = await aPatient(clinic);
  for (const name of ["A", "B", "C"])
    await desk.request("POST", path(), { name });
  const first = await desk.request("GET", `${path()}?limit=2`);
  const second = await desk.request(
    "GET",
    `${path()}?limit=2&cursor=${first.body.next_cursor}`,
  );
  const names = [...first.body.items, ...second.body.items].map(
    ({ name }: { name: string }) => name,
  );
  expect(names).toEqual(["A", "B", "C"]);
  expect(second.body.next_cursor).toBeNull();
  const forged = Buffer.from('{"id":1e400}').toString("base64url");
  const begun = await desk.request("GET", `${path()}?cursor=${forged}`);
  expect(begun.body.items).toHaveLength(3);
});
