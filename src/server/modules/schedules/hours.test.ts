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

const mondays = (start_time: string, end_time: string) => [
  { weekday: 1, start_time, end_time },
];

test("a new week replaces the old one from its date on, and the history stays", async () => {
  const [doctor_id, location_id] = [
    await aDoctor(clinic),
    await aLocation(clinic),
  ];
  const path = `/doctors/${doctor_id}/hours`;
  const put = (valid_from: string, start: string) =>
    admin.request("PUT", path, {
      location_id,
      valid_from,
      hours: mondays(start, "17:00"),
    });
  expect(await put("2034-01-01", "08:00")).toMatchObject({
    status: 200,
    body: { items: [{ weekday: 1, start_time: "08:00:00" }], affected: [] },
  });
  await put("2035-01-01", "10:00");
  const { body } = await desk.request("GET", path);
  expect(body.items).toMatchObject([
    { start_time: "08:00:00", valid_to: "2034-12-31" },
    { start_time: "10:00:00", valid_from: "2035-01-01", valid_to: null },
  ]);
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "doctor_hours_changed",
  });
  expect((await desk.request("PUT", path, {})).status).toBe(403);
});

test("visits left outside go to the worklist, and off it when the hours come back", async () => {
  const [doctor_id, location_id] = [
    await aDoctor(clinic),
    await aLocation(clinic),
  ];
  await worksAt(clinic, doctor_id, location_id);
  const people = { doctor_id, location_id };
  const early = await aBookedAppointment(clinic, people);
  await aBookedAppointment(clinic, {
    ...people,
    start_time: "14:00",
    end_time: "14:30",
  });
  // Outside by override before the change: not this change's doing.
  await aBookedAppointment(clinic, {
    ...people,
    start_time: "06:00",
    end_time: "06:30",
  });
  const put = (start: string) =>
    admin.request("PUT", `/doctors/${doctor_id}/hours`, {
      location_id,
      valid_from: "2030-01-01",
      hours: mondays(start, "18:00"),
    });
  const changed = await put("09:15");
  expect(changed.body.affected).toMatchObject([
    { id: early.id, start_time: "09:00:00" },
  ]);
  const open = `/worklist?doctor_id=${doctor_id}`;
  expect((await desk.request("GET", open)).body.items).toMatchObject([
    { appointment_id: early.id, cause: "hours_changed" },
  ]);
  expect((await put("09:00")).body.affected).toEqual([]);
  expect((await desk.request("GET", open)).body.items).toEqual([]);
});

test("nobody works in two places at once, whatever the zones", async () => {
  const doctor_id = await aDoctor(clinic);
  const london = await aLocation(clinic);
  const newYork = await aLocation(clinic, { time_zone: "America/New_York" });
  const put = (location_id: number, start: string, end: string) =>
    admin.request("PUT", `/doctors/${doctor_id}/hours`, {
      location_id,
      valid_from: "2020-01-01",
      hours: mondays(start, end),
    });
  expect((await put(london, "09:00", "13:00")).status).toBe(200);
  expect(await put(newYork, "07:00", "12:00")).toMatchObject({
    status: 422,
    body: { code: "refused_by_rule", errors: [{ pointer: "/hours" }] },
  });
  expect(
    (await desk.request("GET", `/doctors/${doctor_id}/hours`)).body.items,
  ).toHaveLength(1);
  // 09:00 in New York is 13:00 or 14:00 in London: touching is fine.
  expect((await put(newYork, "09:00", "12:00")).status).toBe(200);
});

test("what is absent, overlaps or runs backwards is refused by name", async () => {
  const [doctor_id, location_id] = [
    await aDoctor(clinic),
    await aLocation(clinic),
  ];
  const path = `/doctors/${doctor_id}/hours`;
  const week = {
    location_id,
    valid_from: "2035-01-01",
    hours: mondays("09:00", "12:00"),
  };
  const refused = async (body: unknown, at = path) => {
    const answer = await admin.request("PUT", at, body);
    return [answer.status, answer.body.errors?.[0]?.pointer];
  };
  expect(await refused({ ...week, location_id: 999_999 })).toEqual([
    404,
    "/location_id",
  ]);
  expect(await refused(week, "/doctors/999999/hours")).toEqual([
    404,
    undefined,
  ]);
  expect(await refused({ ...week, valid_to: "2034-12-31" })).toEqual([
    422,
    "/valid_to",
  ]);
  expect(
    await refused({
      ...week,
      hours: [...week.hours, ...mondays("11:00", "13:00")],
    }),
  ).toEqual([422, "/hours/1"]);
});
