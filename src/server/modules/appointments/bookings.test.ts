import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
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
  worksAt,
} from "#test/support/factories.ts";

// A Monday morning in winter: London is on UTC.
const now = Temporal.Instant.from("2030-01-07T08:00:00Z");
let clinic: TestClinic;
let desk: Person;
let location_id: number;
let doctor_id: number;
let patient_id: number;

beforeAll(async () => {
  clinic = await startClinic({ clock: { now: () => now } });
  desk = await clinic.signIn("front_desk");
  location_id = await aLocation(clinic);
});
afterAll(() => clinic.close());
beforeEach(async () => {
  doctor_id = await aDoctor(clinic);
  patient_id = await aPatient(clinic);
  await worksAt(clinic, doctor_id, location_id);
});

const visit = (fields: object = {}) => ({
  doctor_id,
  patient_id,
  location_id,
  appointment_date: "2030-01-08",
  start_time: "10:00",
  end_time: "10:30",
  ...fields,
});
const book = (fields: object = {}, who = desk, key?: string) =>
  who.request("POST", "/appointments", visit(fields), key ? { key } : {});
async function booked(fields: object = {}): Promise<Body> {
  const answer = await book(fields);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}
const cellsOf = (appointment_id: number) =>
  clinic.database.sql
    .selectFrom("calendar_cells")
    .selectAll()
    .where("appointment_id", "=", appointment_id)
    .execute();

test("a visit is booked in the seed's own fields, with its instants and one audit entry", async () => {
  const answer = await book({ purpose: "Headache", notes: "prefers mornings" });
  expect(answer).toMatchObject({
    status: 201,
    etag: '"1"',
    body: {
      doctor_id,
      patient_id,
      location_id,
      appointment_date: "2030-01-08",
      start_time: "10:00:00",
      end_time: "10:30:00",
      status: "Scheduled",
      purpose: "Headache",
      notes: "prefers mornings",
      starts_at: "2030-01-08T10:00:00Z",
      ends_at: "2030-01-08T10:30:00Z",
      time_zone: "Europe/London",
      utc_offset: "+00:00",
      row_version: 1,
      booked_by_account_id: desk.account_id,
    },
  });
  expect(await cellsOf(answer.body.id)).toHaveLength(12);
  const entries = (await clinic.auditTrail()).filter(
    (entry) => entry["target"].id?.["$numberInt"] === String(answer.body.id),
  );
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({
    event_type: "appointment_booked",
    target: { type: "appointment" },
  });
});

test("neither doctor nor patient is in two visits at once, wherever and in whatever zone", async () => {
  const newYork = await aLocation(clinic, { time_zone: "America/New_York" });
  await worksAt(clinic, doctor_id, newYork, {
    start_time: "00:00:00",
    end_time: "24:00:00",
  });
  const other = await aDoctor(clinic);
  await worksAt(clinic, other, location_id);
  await booked();
  // 05:15 in New York is 10:15 in London.
  expect(
    await book({
      patient_id: await aPatient(clinic),
      location_id: newYork,
      start_time: "05:15",
      end_time: "05:45",
    }),
  ).toMatchObject({ status: 409, body: { code: "doctor_busy" } });
  expect(
    await book({ doctor_id: other, start_time: "10:25", end_time: "10:55" }),
  ).toMatchObject({ status: 409, body: { code: "patient_busy" } });
  // What touches does not overlap.
  await booked({ start_time: "10:30", end_time: "11:00" });
  await booked({ start_time: "09:30", end_time: "10:00" });
});

test("a longer visit that began before, and a cell-less one of long ago, are seen too", async () => {
  const staff = { override_reason: "entered from the paper book" };
  await booked({ start_time: "08:00", end_time: "16:00" });
  expect(
    await book({
      start_time: "15:55",
      end_time: "16:25",
      patient_id: await aPatient(clinic),
    }),
  ).toMatchObject({ status: 409 });
  const old = await booked({ appointment_date: "2029-06-05", ...staff });
  expect(await cellsOf(old.id)).toHaveLength(0);
  expect(
    await book({
      appointment_date: "2029-06-05",
      start_time: "10:20",
      end_time: "10:40",
      ...staff,
    }),
  ).toMatchObject({ status: 409, body: { code: "doctor_busy" } });
});

test("a visit that came into the table without instants holds its time", async () => {
  await clinic.database.sql
    .insertInto("appointments")
    .values({
      doctor_id,
      patient_id: await aPatient(clinic),
      location_id,
      appointment_date: "2030-01-08",
      start_time: "10:00:00",
      end_time: "10:30:00",
    } as never)
    .execute();
  expect(await book({ start_time: "10:15", end_time: "10:45" })).toMatchObject({
    status: 409,
    body: { code: "doctor_busy" },
  });
  const slots = await desk.request(
    "GET",
    `/doctors/${doctor_id}/free-slots?from=2030-01-08&to=2030-01-08`,
  );
  const starts = slots.body.items.map((slot: Body) => slot.start_time);
  expect(starts).not.toContain("10:00:00");
  expect(starts).toContain("10:30:00");
});

test.each([
  [{ start_time: "10:02" }, 422, "invalid_time"],
  [{ end_time: "10:00" }, 422, "invalid_time"],
  [{ start_time: "08:00", end_time: "17:00" }, 422, "invalid_time"],
  [{ start_time: "07:00", end_time: "07:30" }, 422, "outside_hours"],
  [{ start_time: "17:45", end_time: "18:15" }, 422, "outside_hours"],
  [{ appointment_date: "2030-01-06" }, 422, "in_the_past"],
  [{ appointment_date: "2030-02-30" }, 400, "malformed_request"],
  [
    {
      appointment_date: "2030-03-31",
      start_time: "01:15",
      end_time: "02:15",
    },
    422,
    "local_time_missing",
  ],
  [{ doctor_id: 999_999 }, 404, "not_found"],
  [{ patient_id: 999_999 }, 404, "not_found"],
  [{ location_id: 999_999 }, 404, "not_found"],
])("%j is refused", async (fields, status, code) => {
  const answer = await book(fields);
  expect(answer).toMatchObject({ status, body: { code } });
  const absent = Object.keys(fields).find((name) => name.endsWith("_id"));
  if (absent) expect(answer.body.errors[0].pointer).toBe(`/${absent}`);
});

test("the staff passes over hours and the past with a reason, never over another visit", async () => {
  const why = { override_reason: "squeezed in" };
  const early = await booked({
    start_time: "06:00",
    end_time: "06:30",
    ...why,
  });
  expect(early.override_reason).toBe("squeezed in");
  await booked({ appointment_date: "2030-01-05", ...why });
  expect(
    await book({ start_time: "06:15", end_time: "06:45", ...why }),
  ).toMatchObject({ status: 409 });
});

test("time off and closures are refused by name", async () => {
  const absence = {
    time_zone: "Europe/London",
    starts_on: "2030-01-08",
    start_time: "10:00:00",
    ends_on: "2030-01-08",
    end_time: "12:00:00",
    starts_at: "2030-01-08 10:00:00",
    ends_at: "2030-01-08 12:00:00",
    reason: null,
    cancelled_at: null,
    created_by_account_id: null,
  };
  await clinic.database.sql
    .insertInto("doctor_time_off")
    .values({ doctor_id, ...absence })
    .execute();
  expect(await book({ start_time: "11:45", end_time: "12:15" })).toMatchObject({
    status: 422,
    body: { code: "doctor_away" },
  });
  await booked({ start_time: "12:00", end_time: "12:30" });
  const place = await aLocation(clinic);
  const other = await aDoctor(clinic);
  await worksAt(clinic, other, place);
  await clinic.database.sql
    .insertInto("location_closures")
    .values({ location_id: place, ...absence })
    .execute();
  const there = { location_id: place, doctor_id: other };
  expect(await book(there)).toMatchObject({
    status: 422,
    body: { code: "location_closed" },
  });
  await booked({ ...there, override_reason: "the back door is open" });
});

test.each(["doctor", "location", "patient"] as const)(
  "nobody books with an inactive %s, whatever the reason",
  async (who) => {
    const place = await aLocation(clinic);
    await worksAt(clinic, doctor_id, place);
    const table = {
      doctor: { name: "doctors", id: doctor_id },
      location: { name: "clinic_locations", id: place },
      patient: { name: "patients", id: patient_id },
    } as const;
    const { name, id } = table[who];
    await clinic.database.sql
      .updateTable(name)
      .set({
        is_active: false,
        ...(who === "patient" ? { inactive_reason: "moved" } : {}),
      } as never)
      .where("id", "=", id)
      .execute();
    expect(
      await book({ location_id: place, override_reason: "please" }),
    ).toMatchObject({ status: 422, body: { code: `${who}_inactive` } });
  },
);

test("the repeated hour in autumn is booked twice, told apart by its offset", async () => {
  await worksAt(clinic, doctor_id, location_id, {
    start_time: "00:00:00",
    end_time: "06:00:00",
  });
  const night = {
    appointment_date: "2030-10-27",
    start_time: "01:15",
    end_time: "01:45",
  };
  const first = await booked(night);
  expect(first).toMatchObject({
    starts_at: "2030-10-27T00:15:00Z",
    utc_offset: "+01:00",
  });
  const second = await booked({ ...night, utc_offset: "+00:00" });
  expect(second.starts_at).toBe("2030-10-27T01:15:00Z");
  expect(await book(night)).toMatchObject({ status: 409 });
});

test("the same key books once and answers the same; another body under it is refused", async () => {
  const first = await book({}, desk, "key-of-one-visit");
  const again = await book({}, desk, "key-of-one-visit");
  expect(again).toMatchObject({ status: 201, body: first.body });
  expect(
    await book({ start_time: "11:00" }, desk, "key-of-one-visit"),
  ).toMatchObject({ status: 422, body: { code: "idempotency_key_reused" } });
});

test("patients book free slots for themselves only", async () => {
  const jane = await clinic.signIn("patient", { patient_id });
  const stranger = await aPatient(clinic);
  expect(await book({ patient_id: stranger }, jane)).toMatchObject({
    status: 404,
  });
  expect(await book({ override_reason: "please" }, jane)).toMatchObject({
    status: 403,
  });
  expect(await book({ notes: "mine" }, jane)).toMatchObject({ status: 403 });
  expect(
    await book({ start_time: "19:00", end_time: "19:30" }, jane),
  ).toMatchObject({ status: 422 });
  const own = await book({}, jane);
  expect(own.status).toBe(201);
  expect(own.body).not.toHaveProperty("notes");
  expect(own.body).not.toHaveProperty("override_reason");
});

test("a doctor books own patients, into the own calendar and that of a colleague covered today", async () => {
  const doctor = await clinic.signIn("doctor", { doctor_id });
  const colleague = await aDoctor(clinic);
  await worksAt(clinic, colleague, location_id);
  expect(
    await book({ patient_id: await aPatient(clinic) }, doctor),
  ).toMatchObject({
    status: 404,
    body: { errors: [{ pointer: "/patient_id" }] },
  });
  await book({ start_time: "16:00", end_time: "16:30" });
  expect((await book({}, doctor)).status).toBe(201);
  const there = {
    doctor_id: colleague,
    start_time: "11:00",
    end_time: "11:30",
  };
  expect(await book(there, doctor)).toMatchObject({ status: 404 });
  await clinic.database.sql
    .insertInto("doctor_covers")
    .values({
      doctor_id: colleague,
      covering_doctor_id: doctor_id,
      starts_on: "2020-01-01",
      ends_on: "2099-01-01",
      reason: null,
      cancelled_at: null,
      created_by_account_id: null,
    })
    .execute();
  expect((await book(there, doctor)).status).toBe(201);
});
