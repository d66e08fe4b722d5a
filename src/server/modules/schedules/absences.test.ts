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

const day = { starts_on: "2035-01-08", ends_on: "2035-01-08" };

test("time off closes the calendar and names the visits in it", async () => {
  const visit = await aBookedAppointment(clinic);
  await aBookedAppointment(clinic, {
    doctor_id: visit.doctor_id,
    appointment_date: "2035-01-09",
  });
  const away = await desk.request(
    "POST",
    `/doctors/${visit.doctor_id}/time-off`,
    { ...day, location_id: visit.location_id, reason: "Conference" },
  );
  expect(away).toMatchObject({
    status: 201,
    etag: '"1"',
    body: {
      time_zone: "Europe/London",
      start_time: "00:00:00",
      end_time: "24:00:00",
      starts_at: "2035-01-08T00:00:00Z",
      ends_at: "2035-01-09T00:00:00Z",
      affected: [{ id: visit.id, patient_id: visit.patient_id }],
    },
  });
  expect(away.body.affected[0].patient_name).toMatch(/^Jane Doe/);
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "time_off_added",
    context: { patient_ids: [{ $numberInt: String(visit.patient_id) }] },
  });
  const booked = await desk.request("POST", "/appointments", {
    doctor_id: visit.doctor_id,
    patient_id: await aPatient(clinic),
    location_id: visit.location_id,
    appointment_date: "2035-01-08",
    start_time: "15:00",
    end_time: "15:30",
  });
  expect(booked.status).toBe(422);
});

test("times are those of the wall of the location, and only visits that overlap are named", async () => {
  const newYork = await aLocation(clinic, { time_zone: "America/New_York" });
  const doctor_id = await aDoctor(clinic);
  const at = (start_time: string, end_time: string) =>
    aBookedAppointment(clinic, {
      doctor_id,
      location_id: newYork,
      appointment_date: "2035-07-02",
      start_time,
      end_time,
    });
  await at("09:30", "10:00");
  const within = await at("11:55", "12:25");
  await at("13:00", "13:30");
  const away = await desk.request("POST", `/doctors/${doctor_id}/time-off`, {
    location_id: newYork,
    starts_on: "2035-07-02",
    start_time: "10:00",
    ends_on: "2035-07-02",
    end_time: "13:00",
  });
  expect(away.body).toMatchObject({
    starts_at: "2035-07-02T14:00:00Z",
    ends_at: "2035-07-02T17:00:00Z",
  });
  expect(away.body.affected.map((one: { id: number }) => one.id)).toEqual([
    within.id,
  ]);
});

test("taking time off back closes its items as kept, once", async () => {
  const visit = await aBookedAppointment(clinic);
  const path = `/doctors/${visit.doctor_id}/time-off`;
  const body = { ...day, location_id: visit.location_id };
  const away = await desk.request("POST", path, body);
  const other = await desk.request("POST", path, body);
  const cancel = `/time-off/${away.body.id}/cancel`;
  const back = await desk.request("POST", cancel);
  expect(back).toMatchObject({ status: 200, body: { row_version: 2 } });
  expect((await desk.request("POST", cancel)).body.code).toBe(
    "transition_refused",
  );
  // The other time off still stands, and so does its item.
  const open = await desk.request(
    "GET",
    `/worklist?doctor_id=${visit.doctor_id}`,
  );
  expect(open.body.items).toMatchObject([{ cause_id: other.body.id }]);
  const list = (await desk.request("GET", `${path}?from=2035-01-08`)).body;
  expect(list.items).toMatchObject([{ id: other.body.id }]);
  const past = (await desk.request("GET", `${path}?to=2035-01-07`)).body;
  expect(past.items).toEqual([]);
  const all = await desk.request("GET", `${path}?include_cancelled=true`);
  expect(all.body.items).toHaveLength(2);
});

test("a doctor sets time off only for the own calendar", async () => {
  const [own, colleague] = [await aDoctor(clinic), await aDoctor(clinic)];
  const doctor = await clinic.signIn("doctor", { doctor_id: own });
  const body = { ...day, location_id: await aLocation(clinic) };
  const mine = await doctor.request("POST", `/doctors/${own}/time-off`, body);
  expect(mine.status).toBe(201);
  const theirs = `/doctors/${colleague}/time-off`;
  const absent = await doctor.request("POST", "/doctors/999999/time-off", body);
  const refused = await doctor.request("POST", theirs, body);
  expect(refused).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(refused.body.detail).toBe(absent.body.detail);
  expect((await doctor.request("GET", theirs)).status).toBe(404);
  const set = await desk.request("POST", theirs, body);
  const cancel = `/time-off/${set.body.id}/cancel`;
  expect((await doctor.request("POST", cancel)).status).toBe(404);
});

test("a closing concerns every doctor there, and nobody elsewhere", async () => {
  const visit = await aBookedAppointment(clinic);
  const second = await aBookedAppointment(clinic, {
    location_id: visit.location_id,
  });
  await aBookedAppointment(clinic, {
    doctor_id: visit.doctor_id,
    start_time: "11:00",
    end_time: "11:30",
  });
  const closed = await admin.request(
    "POST",
    `/locations/${visit.location_id}/closures`,
    { ...day, reason: "Burst pipe" },
  );
  expect(closed.status).toBe(201);
  expect(
    closed.body.affected.map((one: { id: number }) => one.id).sort(),
  ).toEqual([visit.id, second.id].sort());
  expect(closed.body.affected[0]).not.toHaveProperty("patient_name");
  const path = `/locations/${visit.location_id}/closures`;
  expect((await desk.request("GET", path)).body.items).toMatchObject([
    { reason: "Burst pipe", location_id: visit.location_id },
  ]);
  await worksAt(clinic, visit.doctor_id, visit.location_id);
  const book = {
    doctor_id: visit.doctor_id,
    patient_id: await aPatient(clinic),
    location_id: visit.location_id,
    appointment_date: "2035-01-08",
    start_time: "15:00",
    end_time: "15:30",
  };
  const refused = await desk.request("POST", "/appointments", book);
  expect(refused.body.code).toBe("location_closed");
  await desk.request("POST", `/closures/${closed.body.id}/cancel`);
  expect((await desk.request("POST", "/appointments", book)).status).toBe(201);
  const open = await desk.request(
    "GET",
    `/worklist?location_id=${visit.location_id}`,
  );
  expect(open.body.items).toEqual([]);
});

test("an absence that does not end after it starts is refused", async () => {
  const path = `/locations/${await aLocation(clinic)}/closures`;
  const refused = await admin.request("POST", path, {
    starts_on: "2035-01-08",
    ends_on: "2035-01-07",
  });
  expect(refused).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/ends_on" }] },
  });
  const absent = await admin.request("POST", "/locations/999999/closures", day);
  expect(absent.status).toBe(404);
});
