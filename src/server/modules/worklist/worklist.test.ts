import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Body,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import { aBookedAppointment, aDoctor } from "#test/support/factories.ts";

let clinic: TestClinic;
let desk: Person;

beforeAll(async () => {
  clinic = await startClinic();
  desk = await clinic.signIn("front_desk");
});
afterAll(() => clinic.close());

/** A doctor away on a day with visits at these hours. */
async function leftBehind(...hours: number[]): Promise<{
  doctor_id: number;
  visits: Body[];
}> {
  const doctor_id = await aDoctor(clinic);
  const visits: Body[] = [];
  for (const hour of hours)
    visits.push(
      await aBookedAppointment(clinic, {
        doctor_id,
        start_time: `${hour}:00`,
        end_time: `${hour}:30`,
      }),
    );
  await desk.request("POST", `/doctors/${doctor_id}/time-off`, {
    location_id: visits[0].location_id,
    starts_on: "2035-01-08",
    ends_on: "2035-01-08",
  });
  return { doctor_id, visits };
}

const list = async (doctor_id: number, more = "", by = desk) =>
  (await by.request("GET", `/worklist?doctor_id=${doctor_id}${more}`)).body;

test("the desk sees whom to call, the next visit first; the look is audited", async () => {
  const { doctor_id, visits } = await leftBehind(14, 10, 12);
  const { items } = await list(doctor_id);
  expect(items.map((one: Body) => one.start_time)).toEqual([
    "10:00:00",
    "12:00:00",
    "14:00:00",
  ]);
  expect(items[0]).toMatchObject({
    appointment_id: visits[1].id,
    cause: "time_off",
    status: "open",
    patient_phone: "555-0142",
    appointment_status: "Scheduled",
    row_version: 1,
  });
  expect(items[0].patient_name).toMatch(/^Jane Doe/);
  const entry = (await clinic.auditTrail()).at(-1)!;
  expect(entry).toMatchObject({
    event_type: "worklist_viewed",
    target: { type: "patient_list", id: null },
  });
  expect(entry["context"].patient_ids).toHaveLength(3);
  const first = await list(doctor_id, "&limit=2");
  const rest = await list(doctor_id, `&limit=2&cursor=${first.next_cursor}`);
  expect(rest.items.map((one: Body) => one.start_time)).toEqual(["14:00:00"]);
});

test("administration sees visits without names; a doctor does not see the list", async () => {
  const { doctor_id } = await leftBehind(10);
  const admin = await clinic.signIn("admin");
  const { items } = await list(doctor_id, "", admin);
  expect(items).toHaveLength(1);
  expect(items[0]).not.toHaveProperty("patient_name");
  expect(items[0]).not.toHaveProperty("patient_phone");
  const doctor = await clinic.signIn("doctor", { doctor_id });
  expect((await doctor.request("GET", "/worklist")).status).toBe(403);
});

test("a call settles an item once, for the one who saw it last", async () => {
  const { doctor_id } = await leftBehind(10);
  const [item] = (await list(doctor_id)).items;
  const path = `/worklist/${item.id}/resolve`;
  const called = { status: "called", note: "Will ring back" };
  expect((await desk.request("POST", path, called)).status).toBe(428);
  const done = await desk.request("POST", path, called, { if_match: 1 });
  expect(done).toMatchObject({
    status: 200,
    etag: '"2"',
    body: { ...called, resolved_by_account_id: desk.account_id },
  });
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "worklist_item_resolved",
    action: "called",
    target: { patient_id: { $numberInt: String(item.patient_id) } },
  });
  const kept = { status: "kept" };
  expect((await desk.request("POST", path, kept, { if_match: 1 })).status).toBe(
    412,
  );
  expect(
    (await desk.request("POST", path, kept, { if_match: 2 })).body.code,
  ).toBe("transition_refused");
  expect((await list(doctor_id)).items).toEqual([]);
});

test("moving and cancelling the visit settle its items by themselves", async () => {
  const { doctor_id, visits } = await leftBehind(10, 12);
  const [moved, cancelled] = visits;
  const move = await desk.request(
    "POST",
    `/appointments/${moved.id}/reschedule`,
    {
      appointment_date: "2035-01-09",
      start_time: "10:00",
      end_time: "10:30",
      override_reason: "made for a test",
    },
    { if_match: moved.row_version },
  );
  expect(move.status).toBe(200);
  const cancel = await desk.request(
    "POST",
    `/appointments/${cancelled.id}/cancel`,
    { cancellation_reason: "Doctor is away", cancelled_by: "Doctor" },
    { if_match: cancelled.row_version },
  );
  expect(cancel.status).toBe(200);
  expect((await list(doctor_id)).items).toEqual([]);
  expect((await list(doctor_id, "&status=moved")).items).toMatchObject([
    { appointment_id: moved.id },
  ]);
  expect((await list(doctor_id, "&status=cancelled")).items).toMatchObject([
    { appointment_id: cancelled.id },
  ]);
});
