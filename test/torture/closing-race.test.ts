import { sql } from "kysely";
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
import { calendarFaults } from "#test/support/overlaps.ts";
import { trials } from "#test/support/trials.ts";
import { startTwoServers, type TwoServers } from "#test/support/two-servers.ts";

const TRIALS = trials(500);
const BOOKERS = 8;

let clinic: TestClinic;
let servers: TwoServers;
let desk: Person;
let admin: Person;

beforeAll(async () => {
  clinic = await startClinic();
  servers = await startTwoServers(clinic);
  desk = await clinic.signIn("front_desk");
  admin = await clinic.signIn("admin");
});
afterAll(async () => {
  await servers?.close();
  await clinic?.close();
});

type Close = (
  doctor_id: number,
  location_id: number,
  date: string,
) => Promise<number>;

const absence = (date: string) => ({
  starts_on: date,
  start_time: "10:00",
  ends_on: date,
  end_time: "12:00",
});
const send = async (
  who: Person,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<number> =>
  (await servers.send(1, who, "POST", path, body, headers)).status;

const closings: [string, number, Close][] = [
  [
    "time off",
    201,
    (doctor_id, location_id, date) =>
      send(desk, `/doctors/${doctor_id}/time-off`, {
        location_id,
        ...absence(date),
      }),
  ],
  [
    "a closure",
    201,
    (_doctor, location_id, date) =>
      send(desk, `/locations/${location_id}/closures`, absence(date)),
  ],
  [
    "deactivating the doctor",
    200,
    (doctor_id) =>
      send(
        admin,
        `/doctors/${doctor_id}/deactivate`,
        { reason: "has retired" },
        { "if-match": '"1"' },
      ),
  ],
  [
    "deactivating the location",
    200,
    (_doctor, location_id) =>
      send(
        admin,
        `/locations/${location_id}/deactivate`,
        { reason: "was sold" },
        { "if-match": '"1"' },
      ),
  ],
];

const clock = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;

/** Live visits of the doctor that no open item of the worklist names. */
async function forgotten(doctor_id: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select a.id from appointments a where a.doctor_id = ${doctor_id} and a.status = 'Scheduled'
      and not exists (select 1 from worklist_items w where w.appointment_id = a.id and w.resolved_at is null)`.execute(
    clinic.database.sql,
  );
  return rows.map((row) => row.id);
}

test.each(closings)(
  `booking against %s at the same moment: ${TRIALS} trials in all`,
  { timeout: 60_000 + TRIALS * 5_000 },
  async (_what, status, close) => {
    const patients = await Promise.all(
      Array.from({ length: BOOKERS }, () => aPatient(clinic)),
    );
    for (let trial = 0; trial < TRIALS / closings.length; trial += 1) {
      const doctor_id = await aDoctor(clinic);
      const location_id = await aLocation(clinic);
      await worksAt(clinic, doctor_id, location_id);
      const date = new Date(Date.UTC(2035, 0, 1 + trial))
        .toISOString()
        .slice(0, 10);
      const bookings = patients.map(async (patient_id, at) => {
        const answer = await servers.send(at, desk, "POST", "/appointments", {
          doctor_id,
          location_id,
          patient_id,
          appointment_date: date,
          start_time: clock(600 + at * 15),
          end_time: clock(615 + at * 15),
        });
        return answer.status;
      });
      // The closing comes a little later each time, so that it meets the bookings at every stage.
      await new Promise((resolve) => setTimeout(resolve, (trial * 7) % 60));
      const [closed, ...answers] = await Promise.all([
        close(doctor_id, location_id, date),
        ...bookings,
      ]);
      expect(closed).toBe(status);
      expect(answers.filter((one) => one !== 201 && one !== 422)).toEqual([]);
      expect(await forgotten(doctor_id)).toEqual([]);
    }
    expect(await calendarFaults(clinic)).toEqual([]);
  },
);
