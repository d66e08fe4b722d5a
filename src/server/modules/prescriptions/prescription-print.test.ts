import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
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
let desk: Person;
let patient_id: number;
let appointment_id: number;

beforeAll(async () => {
  clinic = await startClinic();
  const doctor_id = await aDoctor(clinic);
  const location_id = await aLocation(clinic);
  patient_id = await aPatient(clinic);
  appointment_id = await aVisit(clinic, { doctor_id, patient_id, location_id });
  doctor = await clinic.signIn("doctor", { doctor_id });
  desk = await clinic.signIn("front_desk");
});
afterAll(() => clinic.close());

async function prescribed(): Promise<number> {
  const { body } = await doctor.request("POST", "/prescriptions", {
    appointment_id,
    medication_name: "Sumatriptan",
    dosage: "20mg",
    frequency: "once daily",
    duration: "14 days",
  });
  return body.id as number;
}

const print = (who: Person, id: number, version?: number) =>
  who.request<Buffer>(
    "POST",
    `/prescriptions/${id}/print${version ? `?version=${version}` : ""}`,
  );

test("a printed version never changes, whatever happens to the prescription", async () => {
  const id = await prescribed();
  const first = await print(desk, id);
  expect(first.status).toBe(200);
  expect(first.headers["content-type"]).toBe("application/pdf");
  expect(first.headers["content-disposition"]).toContain(
    `prescription-${id}-v1.pdf`,
  );
  expect(first.body.subarray(0, 5).toString()).toBe("%PDF-");
  expect((await print(doctor, id)).body.equals(first.body)).toBe(true);
  await doctor.request(
    "POST",
    `/prescriptions/${id}/adjust`,
    { dosage: "10mg", reason: "side effects" },
    { if_match: 1 },
  );
  const second = await print(desk, id);
  expect(second.body.equals(first.body)).toBe(false);
  expect((await print(desk, id, 1)).body.equals(first.body)).toBe(true);
  expect((await print(desk, id, 2)).body.equals(second.body)).toBe(true);
  const { body } = await doctor.request("GET", `/prescriptions/${id}`);
  expect(body).toMatchObject({ printed_version: 2, row_version: 2 });
});

test("prints at the same moment are the same paper", async () => {
  const id = await prescribed();
  const prints = await Promise.all([1, 2, 3, 4].map(() => print(desk, id)));
  expect(prints.map((one) => one.status)).toEqual([200, 200, 200, 200]);
  for (const one of prints) expect(one.body.equals(prints[0]!.body)).toBe(true);
});

test("an older version that was never printed is not made up", async () => {
  const id = await prescribed();
  await doctor.request(
    "POST",
    `/prescriptions/${id}/adjust`,
    { dosage: "10mg", reason: "side effects" },
    { if_match: 1 },
  );
  expect((await print(desk, id, 1)).status).toBe(404);
  expect((await print(desk, id, 3)).status).toBe(404);
});

test("a stopped prescription is not handed out; its doctor still has the record", async () => {
  const id = await prescribed();
  const paper = await print(desk, id);
  await doctor.request(
    "POST",
    `/prescriptions/${id}/stop`,
    { reason: "No longer needed" },
    { if_match: 1 },
  );
  expect((await print(desk, id, 1)).status).toBe(409);
  expect((await print(doctor, id)).status).toBe(409);
  expect((await print(doctor, id, 1)).body.equals(paper.body)).toBe(true);
});

test("the desk finds what to print and reads nothing of it", async () => {
  const id = await prescribed();
  const list = await desk.request(
    "GET",
    `/appointments/${appointment_id}/prescriptions`,
  );
  expect(list.status).toBe(200);
  expect(list.body.items.at(-1)).toMatchObject({ id, is_active: true });
  expect(JSON.stringify(list.body)).not.toContain("Sumatriptan");
  expect((await desk.request("GET", `/prescriptions/${id}`)).status).toBe(403);
});

test("a patient prints the own one, others none; every print is audited", async () => {
  const id = await prescribed();
  const own = await clinic.signIn("patient", { patient_id });
  const other = await clinic.signIn("patient", {
    patient_id: await aPatient(clinic),
  });
  const billing = await clinic.signIn("billing");
  const before = (await clinic.auditTrail()).length;
  expect((await print(own, id)).status).toBe(200);
  expect((await print(own, id)).status).toBe(200);
  const actions = (await clinic.auditTrail())
    .slice(before)
    .map((one) => one["action"]);
  expect(actions).toEqual(["printed", "reprinted"]);
  expect((await print(other, id)).status).toBe(404);
  expect((await print(billing, id)).status).toBe(403);
});

test("a print that was tampered with is not served", async () => {
  const id = await prescribed();
  await print(desk, id);
  await clinic.database.sql
    .updateTable("printed_documents")
    .set({ pdf: Buffer.from("%PDF-forged") })
    .where("source_id", "=", id)
    .execute();
  expect((await print(desk, id)).status).toBe(500);
});
