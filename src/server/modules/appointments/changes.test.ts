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

const monday = "2030-01-07T08:00:00Z";
let now = Temporal.Instant.from(monday);
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
  now = Temporal.Instant.from(monday);
  doctor_id = await aDoctor(clinic);
  patient_id = await aPatient(clinic);
  await worksAt(clinic, doctor_id, location_id);
});

const time = (start_time: string, end_time: string, date = "2030-01-07") => ({
  appointment_date: date,
  start_time,
  end_time,
});
async function booked(fields: object = time("10:00", "10:30")): Promise<Body> {
  const answer = await desk.request("POST", "/appointments", {
    doctor_id,
    patient_id,
    location_id,
    ...fields,
  });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}
const act = (visit: Body, verb: string, body: object = {}, who = desk) =>
  who.request("POST", `/appointments/${visit.id}/${verb}`, body, {
    if_match: visit.row_version,
  });
const cells = async (appointment_id: number) =>
  (
    await clinic.database.sql
      .selectFrom("calendar_cells")
      .select("cell")
      .where("appointment_id", "=", appointment_id)
      .execute()
  ).length;

test("a moved visit frees its old time and holds the new one", async () => {
  const visit = await booked();
  const moved = await act(visit, "reschedule", {
    ...time("10:15", "11:00"),
    reason: "train was late",
  });
  expect(moved).toMatchObject({
    status: 200,
    etag: '"2"',
    body: { start_time: "10:15:00", end_time: "11:00:00", row_version: 2 },
  });
  expect(await cells(visit.id)).toBe(18);
  const other = { patient_id: await aPatient(clinic) };
  await booked({ ...time("09:45", "10:15"), ...other });
  const entry = (await clinic.auditTrail()).findLast(
    (one) => one["event_type"] === "appointment_rescheduled",
  )!;
  expect(entry["changes"]).toMatchObject({
    before: { start_time: "10:00:00" },
    after: { start_time: "10:15:00" },
    reason: "train was late",
  });
});

test("a visit moves to another doctor and place; a busy one refuses and nothing changes", async () => {
  const other = await aDoctor(clinic);
  const place = await aLocation(clinic, { time_zone: "America/New_York" });
  await worksAt(clinic, other, place);
  const visit = await booked();
  const moved = await act(visit, "reschedule", {
    doctor_id: other,
    location_id: place,
    ...time("09:00", "09:30"),
  });
  expect(moved.body).toMatchObject({
    doctor_id: other,
    starts_at: "2030-01-07T14:00:00Z",
  });
  const second = await booked({
    ...time("10:00", "10:30"),
    patient_id: await aPatient(clinic),
  });
  const refused = await act(second, "reschedule", {
    doctor_id: other,
    location_id: place,
    ...time("09:15", "09:45"),
  });
  expect(refused).toMatchObject({ status: 409, body: { code: "doctor_busy" } });
  expect(await cells(second.id)).toBe(12);
  expect(
    (await desk.request("GET", `/appointments/${second.id}`)).body,
  ).toMatchObject({ doctor_id, row_version: 1 });
});

test("two visits of one doctor swap times in one call, also when one is longer", async () => {
  const long = await booked(time("10:00", "11:00"));
  const other = { patient_id: await aPatient(clinic) };
  const short = await booked({ ...time("14:00", "14:30"), ...other });
  const body = {
    first_id: long.id,
    first_version: 1,
    second_id: short.id,
    second_version: 1,
  };
  const swapped = await desk.request("POST", "/appointments/swap", body);
  expect(swapped.status).toBe(200);
  expect(swapped.body.items).toMatchObject([
    { id: long.id, start_time: "14:00:00", end_time: "15:00:00" },
    { id: short.id, start_time: "10:00:00", end_time: "10:30:00" },
  ]);
  expect([await cells(long.id), await cells(short.id)]).toEqual([24, 12]);
  expect(await desk.request("POST", "/appointments/swap", body)).toMatchObject({
    status: 412,
  });
});

test("a swap that does not fit is refused whole; with two doctors each stays with the own", async () => {
  const other = await aDoctor(clinic);
  await worksAt(clinic, other, location_id);
  const first = await booked(time("10:00", "11:00"));
  const second = await booked({
    ...time("14:00", "14:30"),
    doctor_id: other,
    patient_id: await aPatient(clinic),
  });
  const blocker = await booked({
    ...time("14:30", "15:00"),
    patient_id: await aPatient(clinic),
  });
  const body = {
    first_id: first.id,
    first_version: 1,
    second_id: second.id,
    second_version: 1,
  };
  expect(await desk.request("POST", "/appointments/swap", body)).toMatchObject({
    status: 409,
    body: { code: "doctor_busy" },
  });
  await act(blocker, "cancel", { cancellation_reason: "called off" });
  const swapped = await desk.request("POST", "/appointments/swap", body);
  expect(swapped.body.items).toMatchObject([
    { doctor_id, start_time: "14:00:00", end_time: "15:00:00" },
    { doctor_id: other, start_time: "10:00:00", end_time: "10:30:00" },
  ]);
});

test("cancelling frees the time and says on whose behalf", async () => {
  const visit = await booked();
  const cancelled = await act(visit, "cancel", {
    cancellation_reason: "has a cold",
    cancelled_by: "Patient",
  });
  expect(cancelled.body).toMatchObject({
    status: "Cancelled",
    cancelled_by: "Patient",
    cancellation_reason: "has a cold",
    cancelled_at: monday,
  });
  expect(await cells(visit.id)).toBe(0);
  await booked({ ...time("10:00", "10:30") });
  expect(
    await act(cancelled.body, "cancel", { cancellation_reason: "again" }),
  ).toMatchObject({
    status: 409,
    body: { code: "transition_refused", from: "Cancelled" },
  });
});

test("a patient cancels up to 24 hours before, always as the patient", async () => {
  const jane = await clinic.signIn("patient", { patient_id });
  const soon = await booked();
  const later = await booked(time("10:00", "10:30", "2030-01-09"));
  const why = { cancellation_reason: "travelling", cancelled_by: "Admin" };
  expect(await act(soon, "cancel", why, jane)).toMatchObject({
    status: 422,
    body: { code: "refused_by_rule" },
  });
  const cancelled = await act(later, "cancel", why, jane);
  expect(cancelled.body).toMatchObject({ cancelled_by: "Patient" });
  const stranger = await clinic.signIn("patient", {
    patient_id: await aPatient(clinic),
  });
  expect((await act(soon, "cancel", why, stranger)).status).toBe(404);
  expect((await act(soon, "complete", {}, jane)).status).toBe(403);
});

test("a visit arrives, is completed and reopened; out of turn it is refused by name", async () => {
  const visit = await booked();
  const tomorrow = await booked(time("10:00", "10:30", "2030-01-08"));
  expect(await act(tomorrow, "complete")).toMatchObject({
    status: 409,
    body: { code: "transition_refused", command: "complete" },
  });
  const arrived = await act(visit, "arrive");
  expect(arrived.body).toMatchObject({
    status: "Scheduled",
    arrived_at: monday,
  });
  expect((await act(visit, "complete")).status).toBe(412);
  const done = await act(arrived.body, "complete", { notes: "all well" });
  expect(done.body).toMatchObject({ status: "Completed", notes: "all well" });
  expect(await cells(visit.id)).toBe(12);
  const again = await act(done.body, "reopen", { reason: "wrong row" });
  expect(again.body).toMatchObject({ status: "Scheduled", completed_at: null });
});

test("a missed visit frees its time; it comes back only while nobody took it", async () => {
  const visit = await booked();
  expect((await act(visit, "no-show")).status).toBe(409);
  now = Temporal.Instant.from("2030-01-07T11:00:00Z");
  const missed = (await act(visit, "no-show")).body;
  expect([missed.status, await cells(visit.id)]).toEqual(["No-show", 0]);
  const other = await booked({
    ...time("10:15", "10:45"),
    patient_id: await aPatient(clinic),
    override_reason: "entered later",
  });
  const reopen = { reason: "she was in the waiting room" };
  expect(await act(missed, "reopen", reopen)).toMatchObject({
    status: 409,
    body: { code: "doctor_busy" },
  });
  await act(other, "cancel", { cancellation_reason: "mistake" });
  expect((await act(missed, "reopen", reopen)).body.status).toBe("Scheduled");
  expect(await cells(visit.id)).toBe(12);
});

test("purpose and notes are edited; null clears, absent leaves", async () => {
  const visit = await booked({
    ...time("10:00", "10:30"),
    purpose: "cough",
    notes: "loud",
  });
  const edited = await desk.request(
    "PATCH",
    `/appointments/${visit.id}`,
    { notes: null },
    { if_match: 1 },
  );
  expect(edited.body).toMatchObject({
    purpose: "cough",
    notes: null,
    row_version: 2,
  });
});

test("a visit tied by a prescription stays with its doctor", async () => {
  const other = await aDoctor(clinic);
  await worksAt(clinic, other, location_id);
  const visit = await booked();
  await clinic.database.sql
    .insertInto("prescriptions")
    .values({
      appointment_id: visit.id,
      patient_id,
      doctor_id,
      medication_name: "Ibuprofen",
      dosage: "400mg",
      frequency: "daily",
      duration: "5 days",
      issued_date: "2030-01-07",
    } as never)
    .execute();
  const move = { ...time("12:00", "12:30"), doctor_id: other };
  expect(await act(visit, "reschedule", move)).toMatchObject({
    status: 422,
    body: { code: "refused_by_rule" },
  });
  expect((await act(visit, "reschedule", time("12:00", "12:30"))).status).toBe(
    200,
  );
});

test("a doctor changes visits of the own calendar only", async () => {
  const visit = await booked();
  const own = await clinic.signIn("doctor", { doctor_id });
  const colleague = await clinic.signIn("doctor", {
    doctor_id: await aDoctor(clinic),
  });
  expect((await act(visit, "arrive", {}, colleague)).status).toBe(404);
  expect((await act(visit, "arrive", {}, own)).status).toBe(200);
});

test("moving and cancelling settle the worklist", async () => {
  const visit = await booked();
  await clinic.database.sql
    .insertInto("worklist_items")
    .values({
      appointment_id: visit.id,
      cause: "time_off",
      cause_id: 1,
    } as never)
    .execute();
  await act(visit, "reschedule", time("15:00", "15:30"));
  const item = await clinic.database.sql
    .selectFrom("worklist_items")
    .selectAll()
    .where("appointment_id", "=", visit.id)
    .executeTakeFirstOrThrow();
  expect(item).toMatchObject({
    status: "moved",
    resolved_by_account_id: desk.account_id,
  });
});
