import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  startClinic,
  type Body,
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

const now = Temporal.Instant.from("2030-01-07T08:00:00Z");
const date = "2030-01-08";
let clinic: TestClinic;
let desk: Person;
let location_id: number;
let doctor_id: number;
let patient_id: number;

beforeAll(async () => {
  clinic = await startClinic({ clock: { now: () => now } });
  desk = await clinic.signIn("front_desk");
});
afterAll(() => clinic.close());
beforeEach(async () => {
  location_id = await aLocation(clinic);
  doctor_id = await aDoctor(clinic);
  patient_id = await aPatient(clinic, { first_name: "Zoë" });
  await worksAt(clinic, doctor_id, location_id);
});

const booked = (fields: object = {}): Promise<Body> =>
  aBookedAppointment(clinic, {
    doctor_id,
    patient_id,
    location_id,
    appointment_date: date,
    ...fields,
  });
const lastEntry = async () => (await clinic.auditTrail()).at(-1)!;

test("free slots are the hours minus visits, time off and closures", async () => {
  await booked({ start_time: "09:00", end_time: "09:30" });
  const slots = await desk.request(
    "GET",
    `/doctors/${doctor_id}/free-slots?from=${date}&to=${date}`,
  );
  expect(slots.status).toBe(200);
  expect(slots.body.items).toHaveLength(19);
  expect(slots.body.items[0]).toEqual({
    location_id,
    appointment_date: date,
    start_time: "08:00:00",
    end_time: "08:30:00",
    starts_at: "2030-01-08T08:00:00Z",
    utc_offset: "+00:00",
    end_utc_offset: "+00:00",
  });
});

test("every offered slot can be booked; nothing is offered in the past or out of use", async () => {
  const path = `/doctors/${doctor_id}/free-slots?from=2030-01-06&to=2030-01-07`;
  const today = (await desk.request("GET", path)).body.items;
  expect(today[0].starts_at).toBe("2030-01-07T08:00:00Z");
  const { starts_at: _, ...slot } = today[7];
  const answer = await desk.request("POST", "/appointments", {
    doctor_id,
    patient_id,
    ...slot,
  });
  expect(answer.status).toBe(201);
  await clinic.database.sql
    .updateTable("clinic_locations")
    .set({ is_active: false })
    .where("id", "=", location_id)
    .execute();
  expect((await desk.request("GET", path)).body.items).toEqual([]);
});

test.each([
  ["from=2030-01-08&to=2030-03-11", 422],
  ["from=2030-01-08&to=2030-01-07", 422],
  ["from=2030-01-08&to=2030-01-09&minutes=7", 400],
  ["from=2030-01-08", 400],
])("free slots of %s: %i", async (query, status) => {
  const path = `/doctors/${doctor_id}/free-slots?${query}`;
  expect((await desk.request("GET", path)).status).toBe(status);
  expect(
    (
      await desk.request(
        "GET",
        `/doctors/999999/free-slots?from=${date}&to=${date}`,
      )
    ).status,
  ).toBe(404);
});

test("the first free time with any doctor of a specialization", async () => {
  const specialization = "Tropical medicine";
  const busy = await aDoctor(clinic, { specialization });
  const free = await aDoctor(clinic, { specialization });
  await worksAt(clinic, busy, location_id);
  await worksAt(clinic, free, location_id);
  await booked({ doctor_id: busy, start_time: "08:00", end_time: "10:00" });
  const found = await desk.request("POST", "/free-slots/search", {
    specialization,
    from: date,
    to: date,
    minutes: 60,
    limit: 3,
  });
  expect(
    found.body.items.map((slot: Body) => [slot.doctor_id, slot.start_time]),
  ).toEqual([
    [free, "08:00:00"],
    [free, "09:00:00"],
    [busy, "10:00:00"],
  ]);
});

test("the day of a location names its patients, and is one audit entry", async () => {
  const second = await aDoctor(clinic);
  await worksAt(clinic, second, location_id, { end_time: "12:00:00" });
  const visit = await booked({ purpose: "cough" });
  const other = await booked({
    doctor_id: second,
    patient_id: await aPatient(clinic),
    start_time: "08:00",
  });
  const day = await desk.request(
    "GET",
    `/locations/${location_id}/day?date=${date}`,
  );
  expect(day.body).toMatchObject({
    unchanged: false,
    items: [{ id: other.id }, { id: visit.id, purpose: "cough", patient_id }],
    time_off: [],
    closures: [],
  });
  expect(day.body.items[1].patient_name).toMatch(/^Zoë /);
  expect(day.body.hours).toHaveLength(2);
  const entry = await lastEntry();
  expect(entry).toMatchObject({
    event_type: "day_viewed",
    target: { type: "patient_list" },
  });
  expect(entry["context"].patient_ids).toHaveLength(2);
});

test("a board polls a version: unchanged costs no audit entry, any change shows", async () => {
  const visit = await booked();
  const path = `/doctors/${doctor_id}/day?date=${date}`;
  const { version } = (await desk.request("GET", path)).body;
  const entries = (await clinic.auditTrail()).length;
  const same = await desk.request("GET", `${path}&since_version=${version}`);
  expect(same.body).toMatchObject({ version, unchanged: true, items: [] });
  expect((await clinic.auditTrail()).length).toBe(entries);
  await desk.request(
    "PATCH",
    `/appointments/${visit.id}`,
    { purpose: "cough" },
    { if_match: 1 },
  );
  const changed = await desk.request("GET", `${path}&since_version=${version}`);
  expect(changed.body).toMatchObject({
    unchanged: false,
    items: [{ purpose: "cough", row_version: 2 }],
  });
  expect(
    (await desk.request("GET", `/doctors/${doctor_id}/version`)).body.version,
  ).toBe(changed.body.version);
});

test("a doctor sees on boards when a colleague is busy, not with whom", async () => {
  const mine = await booked();
  const colleague = await aDoctor(clinic);
  await booked({
    doctor_id: colleague,
    patient_id: await aPatient(clinic),
    start_time: "11:00",
    end_time: "11:30",
    purpose: "private",
  });
  const doctor = await clinic.signIn("doctor", { doctor_id });
  const day = await doctor.request(
    "GET",
    `/locations/${location_id}/day?date=${date}`,
  );
  expect(day.body.items).toMatchObject([
    { id: mine.id, patient_id },
    {
      doctor_id: colleague,
      patient_id: null,
      patient_name: null,
      purpose: null,
      start_time: "11:00:00",
    },
  ]);
  expect((await lastEntry())["context"].patient_ids).toHaveLength(1);
});

test("absent boards answer 404", async () => {
  for (const path of [
    `/locations/999999/day?date=${date}`,
    `/doctors/999999/day?date=${date}`,
    "/doctors/999999/version",
  ])
    expect((await desk.request("GET", path)).status).toBe(404);
});

test("a visit is read by the desk, billing, its doctor and its patient; notes stay with the staff", async () => {
  const visit = await booked({ notes: "difficult", purpose: "cough" });
  const path = `/appointments/${visit.id}`;
  const billing = await clinic.signIn("billing");
  const jane = await clinic.signIn("patient", { patient_id });
  const doctor = await clinic.signIn("doctor", { doctor_id });
  expect((await desk.request("GET", path)).body.notes).toBe("difficult");
  expect((await doctor.request("GET", path)).body.notes).toBe("difficult");
  for (const who of [billing, jane]) {
    const { status, body } = await who.request("GET", path);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty("notes");
  }
  const strangers = [
    await clinic.signIn("patient", { patient_id: await aPatient(clinic) }),
    await clinic.signIn("doctor", { doctor_id: await aDoctor(clinic) }),
  ];
  for (const who of strangers)
    expect((await who.request("GET", path)).status).toBe(404);
  expect(
    (await (await clinic.signIn("compliance")).request("GET", path)).status,
  ).toBe(403);
});

test("lists page by date for the desk, newest first for a patient", async () => {
  const early = await booked();
  const late = await booked({ appointment_date: "2030-01-09" });
  const path = `/appointments?doctor_id=${doctor_id}&limit=1`;
  const first = await desk.request("GET", path);
  expect(first.body.items).toMatchObject([{ id: early.id }]);
  const second = await desk.request(
    "GET",
    `${path}&cursor=${first.body.next_cursor}`,
  );
  expect(second.body).toMatchObject({
    items: [{ id: late.id }],
    next_cursor: null,
  });
  expect((await desk.request("GET", "/appointments")).status).toBe(422);
  const jane = await clinic.signIn("patient", { patient_id });
  const own = await jane.request("GET", `/patients/${patient_id}/appointments`);
  expect(own.body.items.map((one: Body) => one.id)).toEqual([
    late.id,
    early.id,
  ]);
  expect(own.body.items[0]).not.toHaveProperty("notes");
  const other = await aPatient(clinic);
  expect(
    (await jane.request("GET", `/patients/${other}/appointments`)).status,
  ).toBe(404);
  expect(
    (await desk.request("GET", "/patients/999999/appointments")).status,
  ).toBe(404);
  expect((await jane.request("GET", path)).body.items).toHaveLength(1);
});

test("after a zone change the visits ahead are derived again, and clashes listed", async () => {
  const elsewhere = await aLocation(clinic);
  await worksAt(clinic, doctor_id, elsewhere);
  const kept = await booked({ start_time: "09:00", end_time: "09:30" });
  const moving = await booked({
    location_id: elsewhere,
    patient_id: await aPatient(clinic),
    start_time: "10:00",
    end_time: "10:30",
  });
  const free = await booked({
    location_id: elsewhere,
    start_time: "16:00",
    end_time: "16:30",
  });
  await clinic.database.sql
    .updateTable("clinic_locations")
    .set({ time_zone: "Europe/Paris" })
    .where("id", "=", elsewhere)
    .execute();
  const admin = await clinic.signIn("admin");
  const outcome = await clinic.composed.services.zones.recompute({
    actor: {
      account_id: admin.account_id,
      session_id: 0,
      roles: ["admin"],
      doctor_id: null,
      patient_id: null,
      name: "zones",
      ip_address: "127.0.0.1",
      user_agent: "chartroom-cli",
    },
    action: "locations.manage",
    role: "admin",
  });
  // 10:00 in Paris is 09:00 in London.
  expect(outcome).toEqual({ changed: 2, clashes: [moving.id] });
  const read = async (id: number) =>
    (await desk.request("GET", `/appointments/${id}`)).body;
  expect(await read(free.id)).toMatchObject({
    start_time: "16:00:00",
    starts_at: "2030-01-08T15:00:00Z",
    time_zone: "Europe/Paris",
  });
  expect((await read(kept.id)).starts_at).toBe("2030-01-08T09:00:00Z");
  const item = await clinic.database.sql
    .selectFrom("worklist_items")
    .select(["cause", "status"])
    .where("appointment_id", "=", moving.id)
    .executeTakeFirstOrThrow();
  expect(item).toEqual({ cause: "zone_change", status: "open" });
});

test("cells of visits that ended two days ago are dropped, others are kept", async () => {
  const visit = await booked();
  await clinic.database.sql
    .insertInto("calendar_cells")
    .values({
      kind: "doctor",
      resource_id: doctor_id,
      cell: 7,
      appointment_id: visit.id,
    })
    .execute();
  const chore = clinic.composed.chores.find((one) => /cells/.test(one.name))!;
  expect(await chore.run()).toBe(1);
  const left = await clinic.database.sql
    .selectFrom("calendar_cells")
    .select("cell")
    .where("appointment_id", "=", visit.id)
    .execute();
  expect(left).toHaveLength(12);
});
