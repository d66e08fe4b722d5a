import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
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
  worksAt,
} from "#test/support/factories.ts";
import {
  CalendarModel,
  type ModelVisit,
} from "#test/support/calendar-model.ts";
import { calendarFaults } from "#test/support/overlaps.ts";
import { randomRuns } from "#test/support/random-runs.ts";

const COMMANDS = 40;
// The day before a change of the clocks in London, the day itself, and one in New York.
const dates = ["2030-10-26", "2030-10-27", "2030-11-03", "2031-03-30"];
const zones = ["Europe/London", "America/New_York", "Asia/Kathmandu"];
const override_reason = "whatever the hours";

let clinic: TestClinic;
let desk: Person;
let locations: number[];

beforeAll(async () => {
  clinic = await startClinic({
    clock: { now: () => Temporal.Instant.from("2030-10-01T08:00:00Z") },
  });
  desk = await clinic.signIn("front_desk");
  locations = await Promise.all(
    zones.map((time_zone) => aLocation(clinic, { time_zone })),
  );
});
afterAll(() => clinic.close());

const timeOfDay = fc.record({
  date: fc.integer({ min: 0, max: dates.length - 1 }),
  // Mostly in a stretch of a few hours, so that visits meet.
  start: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 60 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 287 }) },
  ),
  length: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 97 }) },
  ),
});
const index = fc.nat({ max: COMMANDS });
const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("book" as const),
      doctor: fc.nat({ max: 1 }),
      patient: fc.nat({ max: 2 }),
      location: fc.nat({ max: 2 }),
      time: timeOfDay,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("move" as const),
      visit: index,
      doctor: fc.nat({ max: 1 }),
      location: fc.nat({ max: 2 }),
      time: timeOfDay,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("swap" as const),
      first: index,
      second: index,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("cancel" as const),
      visit: index,
    }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const clock = (marks: number): string =>
  `${String(Math.floor(marks / 12)).padStart(2, "0")}:${String((marks % 12) * 5).padStart(2, "0")}`;

/** The wall times asked for; an end past midnight is written as the day's last mark. */
const wall = ({
  date,
  start,
  length,
}: {
  date: number;
  start: number;
  length: number;
}) => ({
  appointment_date: dates[date]!,
  start_time: clock(start),
  end_time: clock(Math.min(start + length, 287)),
});

/** Carries out one command on both; their answers must agree. */
async function step(
  run: Command,
  model: CalendarModel,
  people: { doctors: number[]; patients: number[] },
): Promise<void> {
  const place = (doctor: number, location: number) => ({
    doctor_id: people.doctors[doctor]!,
    location_id: locations[location]!,
  });
  const known = (at: number): ModelVisit | undefined =>
    model.visits[at % Math.max(1, model.visits.length)];

  if (run.kind === "book") {
    const body = {
      ...place(run.doctor, run.location),
      patient_id: people.patients[run.patient]!,
      ...wall(run.time),
    };
    const plan = model.plan(body, zones[run.location]!);
    const expected = model.answerTo(plan && [plan], []) ?? 201;
    const answer = await desk.request("POST", "/appointments", {
      ...body,
      override_reason,
    });
    expect(answer.status).toBe(expected);
    if (plan && expected === 201)
      model.visits.push({
        ...plan,
        id: answer.body.id,
        version: 1,
        live: true,
      });
    return;
  }
  const visit = known(run.kind === "swap" ? run.first : run.visit);
  if (!visit) return;

  if (run.kind === "cancel") {
    const answer = await desk.request(
      "POST",
      `/appointments/${visit.id}/cancel`,
      { cancellation_reason: "called off" },
      { if_match: visit.version },
    );
    expect(answer.status).toBe(visit.live ? 200 : 409);
    if (visit.live)
      Object.assign(visit, { live: false, version: visit.version + 1 });
    return;
  }
  if (run.kind === "move") {
    const body = { ...place(run.doctor, run.location), ...wall(run.time) };
    const plan = model.plan(
      { ...body, patient_id: visit.patient_id },
      zones[run.location]!,
    );
    const expected = visit.live
      ? (model.answerTo(plan && [plan], [visit]) ?? 200)
      : 409;
    const answer = await desk.request(
      "POST",
      `/appointments/${visit.id}/reschedule`,
      { ...body, override_reason },
      { if_match: visit.version },
    );
    expect(answer.status).toBe(expected);
    if (expected === 200)
      Object.assign(visit, plan, { version: visit.version + 1 });
    return;
  }
  const second = known(run.second)!;
  const plans = model.swap(visit, second);
  const expected =
    visit === second
      ? 422
      : visit.live && second.live
        ? (model.answerTo(plans, [visit, second]) ?? 200)
        : 409;
  const answer = await desk.request("POST", "/appointments/swap", {
    first_id: visit.id,
    first_version: visit.version,
    second_id: second.id,
    second_version: second.version,
    override_reason,
  });
  expect(answer.status).toBe(expected);
  if (expected !== 200) return;
  Object.assign(visit, plans![0], { version: visit.version + 1 });
  Object.assign(second, plans![1], { version: second.version + 1 });
}

test(
  "random bookings, moves, swaps and cancels never overlap, and are refused only where they would",
  { timeout: 20 * 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: COMMANDS, maxLength: COMMANDS }),
        async (commands) => {
          const make = (count: number, one: () => Promise<number>) =>
            Promise.all(Array.from({ length: count }, one));
          const people = {
            doctors: await make(2, () => aDoctor(clinic)),
            patients: await make(3, () => aPatient(clinic)),
          };
          await worksAt(clinic, people.doctors[0]!, locations[0]!);
          const model = new CalendarModel();
          for (const run of commands) await step(run, model, people);
        },
      ),
      randomRuns(40),
    );
    expect(await calendarFaults(clinic)).toEqual([]);
  },
);
