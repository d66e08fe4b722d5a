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
import { startTwoServers, type TwoServers } from "#test/support/two-servers.ts";
import { trials } from "#test/support/trials.ts";

const TRIALS = trials(1_000);
const BOOKERS = 32;
const BUSY = BOOKERS / 2;

let clinic: TestClinic;
let servers: TwoServers;
let desk: Person;
let location_id: number;
let doctor_id: number;
/** The second half is busy all day. */
let patients: number[];
let otherDoctors: number[];

const many = (count: number, make: () => Promise<number>): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, make));

beforeAll(async () => {
  clinic = await startClinic();
  servers = await startTwoServers(clinic);
  desk = await clinic.signIn("front_desk");
  location_id = await aLocation(clinic);
  doctor_id = await aDoctor(clinic);
  patients = await many(BOOKERS, () => aPatient(clinic));
  otherDoctors = await many(BUSY, () => aDoctor(clinic));
  for (const doctor of [doctor_id, ...otherDoctors])
    await worksAt(clinic, doctor, location_id);
});
afterAll(async () => {
  await servers?.close();
  await clinic?.close();
});

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** A day of its own for each trial, all in the future. */
const dayOf = (trial: number): string =>
  new Date(Date.UTC(2035, 0, 1 + trial)).toISOString().slice(0, 10);

interface Wish {
  readonly patient: number;
  readonly from: number;
  readonly until: number;
}

const wishBody = (wish: Wish, appointment_date: string) => ({
  doctor_id,
  location_id,
  patient_id: wish.patient,
  appointment_date,
  start_time: clock(wish.from),
  end_time: clock(wish.until),
});

const overlap = (a: Wish, b: Wish): boolean =>
  a.from < b.until && b.from < a.until;

async function race(day: string, wishes: readonly Wish[]): Promise<Wish[]> {
  const answers = await Promise.all(
    wishes.map((wish, at) =>
      servers.send(at, desk, "POST", "/appointments", wishBody(wish, day)),
    ),
  );
  const wrong = answers.filter(
    ({ status }) => status !== 201 && status !== 409,
  );
  expect(wrong).toEqual([]);
  return wishes.filter((_, at) => answers[at]!.status === 201);
}

test(
  `${BOOKERS} bookers, 2 processes, half of the patients busy: ${TRIALS} trials`,
  { timeout: 60_000 + TRIALS * 5_000 },
  async () => {
    const busy = new Set(patients.slice(BUSY));
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const day = dayOf(trial);
      await Promise.all(
        patients.slice(BUSY).map(async (patient_id, at) => {
          const { status } = await servers.send(
            at,
            desk,
            "POST",
            "/appointments",
            {
              ...wishBody(
                { patient: patient_id, from: 540, until: 1_020 },
                day,
              ),
              doctor_id: otherDoctors[at],
            },
          );
          expect(status).toBe(201);
        }),
      );

      const oneSlot = await race(
        day,
        patients.map((patient) => ({ patient, from: 600, until: 630 })),
      );
      expect(oneSlot).toHaveLength(1);
      expect(busy.has(oneSlot[0]!.patient)).toBe(false);

      // The patient who won is in no hurry: the others want 30 minutes at offsets of 5.
      const wishes = patients.map((patient, at) => ({
        patient,
        from: 720 + ((at * 7) % BOOKERS) * 5,
        until: 750 + ((at * 7) % BOOKERS) * 5,
      }));
      const won = await race(day, wishes);
      expect(won.filter((wish) => busy.has(wish.patient))).toEqual([]);
      // Whoever was free and lost, lost to somebody who won.
      const lostToNobody = wishes.filter(
        (wish) =>
          !busy.has(wish.patient) &&
          !won.includes(wish) &&
          !won.some((winner) => overlap(wish, winner)),
      );
      expect(lostToNobody).toEqual([]);
      // What nobody won is still there for the next one.
      const left = wishes.filter(
        (wish) => !won.some((winner) => overlap(wish, winner)),
      );
      const next = left[0] && { ...left[0], patient: patients[0]! };
      if (next && !won.some((one) => one.patient === next.patient)) {
        const late = await race(day, [next]);
        expect(late).toHaveLength(1);
      }
    }
    expect(await calendarFaults(clinic)).toEqual([]);
  },
);
