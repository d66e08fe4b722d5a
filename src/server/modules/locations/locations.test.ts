import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  aBookedAppointment,
  aDoctor,
  aLocation,
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

const harbour = {
  name: "Harbour Clinic",
  address: "2 Quay Street",
  phone: "555-0199",
  time_zone: "Europe/London",
};

test("administration opens a location and the audit tells who", async () => {
  const created = await admin.request("POST", "/locations", harbour);
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({
    ...harbour,
    row_version: 1,
    is_active: true,
  });
  expect(created.etag).toBe('"1"');
  const entry = (await clinic.auditTrail()).at(-1)!;
  expect(entry).toMatchObject({
    event_type: "location_created",
    actor: { type: "admin", id: { $numberInt: String(admin.account_id) } },
  });
});

test("a change needs the version seen, and the second of two loses", async () => {
  const { body } = await admin.request("POST", "/locations", harbour);
  const path = `/locations/${body.id}`;
  const change = { phone: "555-0111", email: " Desk@Harbour.example " };
  expect((await admin.request("PATCH", path, change)).status).toBe(428);
  const done = await admin.request("PATCH", path, change, { if_match: 1 });
  expect(done.body).toMatchObject({
    email: "desk@harbour.example",
    row_version: 2,
  });
  expect(
    (await admin.request("PATCH", path, change, { if_match: 1 })).status,
  ).toBe(412);
});

test("the front desk reads but does not change", async () => {
  const list = await desk.request("GET", "/locations?limit=1");
  expect(list.status).toBe(200);
  expect(list.body.next_cursor).not.toBeNull();
  const next = await desk.request(
    "GET",
    `/locations?limit=1&cursor=${list.body.next_cursor}`,
  );
  expect(next.body.items[0].id).not.toBe(list.body.items[0].id);
  const refused = await desk.request("POST", "/locations", harbour);
  expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "access_refused",
  });
});

test("a wrong zone, an unknown field and an unknown id are refused in words", async () => {
  const zone = await admin.request("POST", "/locations", {
    ...harbour,
    time_zone: "Mars/Base",
  });
  expect(zone).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/time_zone" }] },
  });
  const extra = await admin.request("POST", "/locations", {
    ...harbour,
    colour: "red",
  });
  expect(extra).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: "/colour" }] },
  });
  expect((await desk.request("GET", "/locations/99999")).status).toBe(404);
  expect((await desk.request("GET", "/locations/abc")).status).toBe(404);
  expect((await clinic.anonymous.request("GET", "/locations")).status).toBe(
    401,
  );
});

test("a location out of use leaves its visits to the worklist until location and doctor are back", async () => {
  const visit = await aBookedAppointment(clinic);
  const place = `/locations/${visit.location_id}`;
  const doctor = `/doctors/${visit.doctor_id}`;
  const reason = { reason: "moved to Quay Street" };
  const off = await admin.request("POST", `${place}/deactivate`, reason, {
    if_match: 1,
  });
  expect(off.body).toMatchObject({
    is_active: false,
    row_version: 2,
    affected: [{ id: visit.id }],
  });
  await admin.request("POST", `${doctor}/deactivate`, reason, { if_match: 1 });
  const open = async () =>
    (await desk.request("GET", `/worklist?location_id=${visit.location_id}`))
      .body.items;
  expect(await open()).toHaveLength(1);
  const on = await admin.request("POST", `${place}/activate`, undefined, {
    if_match: 2,
  });
  expect(on).toMatchObject({ status: 200, body: { is_active: true } });
  expect(await open()).toHaveLength(1);
  await admin.request("POST", `${doctor}/activate`, undefined, { if_match: 2 });
  expect(await open()).toEqual([]);
});

test("a location in another zone gives its visits new instants, and clashes to the worklist", async () => {
  const doctor_id = await aDoctor(clinic);
  const location_id = await aLocation(clinic);
  const there = { doctor_id, location_id };
  const clashing = await aBookedAppointment(clinic, {
    ...there,
    start_time: "10:00",
    end_time: "10:30",
  });
  const kept = await aBookedAppointment(clinic, {
    ...there,
    start_time: "16:00",
    end_time: "16:30",
  });
  await aBookedAppointment(clinic, {
    doctor_id,
    start_time: "09:00",
    end_time: "09:30",
  });
  const path = `/locations/${location_id}`;
  const paris = { time_zone: "Europe/Paris", phone: "555-0133" };
  const moved = await admin.request("PATCH", path, paris, { if_match: 1 });
  // 10:00 in Paris is 09:00 in London.
  expect(moved).toMatchObject({
    status: 200,
    etag: '"2"',
    body: { ...paris, affected: [{ id: clashing.id }] },
  });
  expect(JSON.stringify(moved.body)).not.toContain(clashing.patient_name);
  expect(
    (await desk.request("GET", `/appointments/${kept.id}`)).body,
  ).toMatchObject({
    start_time: "16:00:00",
    starts_at: "2035-01-08T15:00:00Z",
    time_zone: "Europe/Paris",
  });
  const open = await desk.request(
    "GET",
    `/worklist?location_id=${location_id}`,
  );
  expect(open.body.items).toMatchObject([
    { cause: "zone_change", appointment_id: clashing.id },
  ]);
  const same = await admin.request("PATCH", path, paris, { if_match: 2 });
  expect(same.body).not.toHaveProperty("affected");
  const free = await desk.request("POST", "/appointments", {
    ...there,
    patient_id: kept.patient_id,
    appointment_date: "2035-01-08",
    start_time: "17:00",
    end_time: "17:30",
    override_reason: "the old instant of the visit is free again",
  });
  expect(free.status).toBe(201);
});
