import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  aBookedAppointment,
  aLocation,
  aPatient,
  worksAt,
} from "#test/support/factories.ts";

let clinic: TestClinic;
let admin: Person;
let desk: Person;

beforeAll(async () => {
  clinic = await startClinic();
  admin = await clinic.signIn("admin");
  desk = await clinic.signIn("front_desk");
});
afterAll(() => clinic.close());

let counter = 0;
const aNewDoctor = (more: Record<string, unknown> = {}) => ({
  first_name: "Ada",
  last_name: "Wren",
  specialization: "Cardiology",
  license_number: `LIC-${(counter += 1)}`,
  phone: "555-0133",
  email: `doctor${counter}@clinic.example`,
  hire_date: "2021-04-01",
  ...more,
});

test("administration registers a doctor, who can be booked at once", async () => {
  const fields = aNewDoctor({ email: " ADA.Wren@Clinic.example " });
  const created = await admin.request("POST", "/doctors", fields);
  expect(created).toMatchObject({
    status: 201,
    etag: '"1"',
    body: {
      ...fields,
      email: "ada.wren@clinic.example",
      office_room: null,
      is_active: true,
      row_version: 1,
    },
  });
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "doctor_created",
    compliance: { hipaa_relevant: false },
  });
  const visit = await aBookedAppointment(clinic, {
    doctor_id: created.body.id,
  });
  expect(visit.doctor_id).toBe(created.body.id);
});

test("a license and an e-mail belong to one doctor", async () => {
  const first = aNewDoctor();
  await admin.request("POST", "/doctors", first);
  const license = await admin.request(
    "POST",
    "/doctors",
    aNewDoctor({ license_number: first.license_number }),
  );
  expect(license).toMatchObject({
    status: 409,
    body: { code: "license_taken", errors: [{ pointer: "/license_number" }] },
  });
  const { body: second } = await admin.request(
    "POST",
    "/doctors",
    aNewDoctor(),
  );
  const email = await admin.request(
    "PATCH",
    `/doctors/${second.id}`,
    { email: first.email.toUpperCase() },
    { if_match: 1 },
  );
  expect(email).toMatchObject({ status: 409, body: { code: "email_taken" } });
});

test("null clears, absent leaves, and a stale version loses", async () => {
  const { body } = await admin.request(
    "POST",
    "/doctors",
    aNewDoctor({ office_room: "12" }),
  );
  const path = `/doctors/${body.id}`;
  const changed = await admin.request(
    "PATCH",
    path,
    { office_room: null },
    { if_match: 1 },
  );
  expect(changed.body).toMatchObject({ office_room: null, phone: "555-0133" });
  const stale = await admin.request(
    "PATCH",
    path,
    { phone: "555-0000" },
    { if_match: 1 },
  );
  expect(stale.status).toBe(412);
  const never = await admin.request(
    "PATCH",
    path,
    { hire_date: "2021-02-30" },
    { if_match: 2 },
  );
  expect(never.status).toBe(400);
  expect((await desk.request("PATCH", path, {}, { if_match: 2 })).status).toBe(
    403,
  );
});

test("the list is by last name, by specialization and by place of work", async () => {
  const harbour = await aLocation(clinic);
  const ids: number[] = [];
  for (const last_name of ["Zorn", "Ábel", "Moss"]) {
    const { body } = await admin.request(
      "POST",
      "/doctors",
      aNewDoctor({ last_name, specialization: "Allergology" }),
    );
    ids.push(body.id);
  }
  await worksAt(clinic, ids[0]!, harbour);
  await worksAt(clinic, ids[1]!, harbour, { valid_to: "2021-01-01" });
  const names = async (query: string) => {
    const { body } = await desk.request("GET", `/doctors?${query}`);
    return body.items.map((one: { last_name: string }) => one.last_name);
  };
  expect(await names("specialization=Allergology")).toEqual([
    "Ábel",
    "Moss",
    "Zorn",
  ]);
  expect(await names(`location_id=${harbour}`)).toEqual(["Zorn"]);
  const page = await desk.request(
    "GET",
    "/doctors?specialization=Allergology&limit=2",
  );
  expect(
    await names(
      `specialization=Allergology&limit=2&cursor=${page.body.next_cursor}`,
    ),
  ).toEqual(["Zorn"]);
});

test("a patient sees who the doctors are, not their licenses and numbers", async () => {
  const patient = await clinic.signIn("patient", {
    patient_id: await aPatient(clinic),
  });
  const { body } = await patient.request("GET", "/doctors?limit=1");
  expect(Object.keys(body.items[0]).sort()).toEqual([
    "first_name",
    "id",
    "is_active",
    "last_name",
    "office_room",
    "specialization",
  ]);
});

test("deactivating leaves the visits ahead to the worklist; activating takes them off it", async () => {
  const { body: doctor } = await admin.request(
    "POST",
    "/doctors",
    aNewDoctor(),
  );
  const ahead = await aBookedAppointment(clinic, { doctor_id: doctor.id });
  const path = `/doctors/${doctor.id}`;
  const off = await admin.request(
    "POST",
    `${path}/deactivate`,
    { reason: "left the clinic" },
    { if_match: 1 },
  );
  expect(off).toMatchObject({
    status: 200,
    etag: '"2"',
    body: {
      is_active: false,
      affected: [{ id: ahead.id, patient_id: ahead.patient_id }],
    },
  });
  expect(off.body.affected[0]).not.toHaveProperty("patient_name");
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "doctor_deactivated",
    changes: { reason: "left the clinic" },
    context: { patient_ids: [{ $numberInt: String(ahead.patient_id) }] },
  });
  const open = `/worklist?doctor_id=${doctor.id}`;
  expect((await desk.request("GET", open)).body.items).toMatchObject([
    { appointment_id: ahead.id, cause: "deactivation" },
  ]);
  const again = await admin.request(
    "POST",
    `${path}/deactivate`,
    { reason: "left the clinic" },
    { if_match: 2 },
  );
  expect(again.body.code).toBe("transition_refused");
  const on = await admin.request("POST", `${path}/activate`, undefined, {
    if_match: 2,
  });
  expect(on.body).toMatchObject({ is_active: true, row_version: 3 });
  expect((await desk.request("GET", open)).body.items).toEqual([]);
  const kept = await desk.request("GET", `${open}&status=kept`);
  expect(kept.body.items).toHaveLength(1);
});
