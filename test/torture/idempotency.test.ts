import { afterAll, beforeAll, expect, test } from "vitest";
import { randomBytes } from "node:crypto";
import { generateKey } from "#server/kernel/keyring.ts";
import { entryFaults, chainFaults } from "#test/support/audit-faults.ts";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import { aDoctor, aLocation, aPatient } from "#test/support/factories.ts";
import { calendarFaults } from "#test/support/overlaps.ts";
import { runSql } from "#test/support/run-sql.ts";
import {
  serverProgram,
  type RunningServer,
  type Sent,
  type ServerProgram,
} from "#test/support/running-server.ts";
import { trials } from "#test/support/trials.ts";
import { urlFor } from "#test/support/two-servers.ts";

const KEYS = trials(1_000);
const AT_ONCE = 4;
/** Keys that live through the same crash. */
const BATCH = 10;
const keys = generateKey("test");

let clinic: TestClinic;
let desk: Person;
let program: ServerProgram;
let servers: [RunningServer, RunningServer];
let people: { doctor_id: number; patient_id: number; location_id: number };

const start = (at: number): Promise<RunningServer> =>
  program.start({ url: urlFor(clinic, at), keys, sequencer: false });

beforeAll(async () => {
  clinic = await startClinic();
  desk = await clinic.signIn("front_desk");
  program = await serverProgram();
  servers = [await start(0), await start(1)];
  people = {
    doctor_id: await aDoctor(clinic),
    patient_id: await aPatient(clinic),
    location_id: await aLocation(clinic),
  };
});
afterAll(async () => {
  await Promise.all((servers ?? []).map((server) => server.stop()));
  program?.remove();
  await clinic?.close();
});

interface Booking {
  readonly key: string;
  readonly body: { readonly appointment_date: string };
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** A slot of its own for each key, so that only the key can refuse. */
function bookingOf(number: number): Booking {
  const minutes = 480 + (number % 100) * 5;
  const day = Date.UTC(2035, 0, 1 + Math.floor(number / 100));
  return {
    key: randomBytes(12).toString("hex"),
    body: {
      ...people,
      appointment_date: new Date(day).toISOString().slice(0, 10),
      start_time: clock(minutes),
      end_time: clock(minutes + 5),
      override_reason: "asked for again and again",
    } as Booking["body"],
  };
}

const send = (at: number, { key, body }: Booking, more = {}): Promise<Sent> =>
  servers[at % 2]!.send(desk.token, "POST", "/appointments", body, {
    "idempotency-key": key,
    ...more,
  });

/** Every effect committed, no answer sent, the process dead. */
async function crashBeforeAnswering(batch: readonly Booking[]): Promise<void> {
  const sent = batch.map((booking) =>
    send(0, booking, { "x-test-hold": String(batch.length) }),
  );
  const answers = await Promise.allSettled(sent);
  expect(answers.map((answer) => answer.status)).toEqual(
    batch.map(() => "rejected"),
  );
  const [stored] = await runSql<{ count: number }>(
    clinic,
    `select count(*) as count from idempotency_keys where response is not null
     and idempotency_key in (${batch.map(() => "?").join(",")})`,
    ...batch.map((booking) => booking.key),
  );
  expect(Number(stored!.count)).toBe(batch.length);
}

async function restart(at: 0 | 1): Promise<void> {
  await servers[at].kill9();
  servers[at] = await start(at);
}

/** Several at once at both processes. @returns the one answer that all of them got */
async function askAtOnce(booking: Booking): Promise<Sent["body"]> {
  const answers = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, at) => send(at, booking)),
  );
  for (const answer of answers)
    expect(answer).toEqual({ status: 201, body: answers[0]!.body });
  return answers[0]!.body;
}

test(
  `one key, one effect, one answer: at once, after a restart, after a crash before the answer: ${KEYS} keys`,
  { timeout: 60_000 + KEYS * 3_000 },
  async () => {
    const booked: number[] = [];
    for (let first = 0; first < KEYS; first += BATCH) {
      const size = Math.min(BATCH, KEYS - first);
      const batch = Array.from({ length: size }, (_, at) =>
        bookingOf(first + at),
      );
      const crashFirst = (first / BATCH) % 2 === 0;
      if (crashFirst) {
        await crashBeforeAnswering(batch);
        await restart(0);
      }
      const answers = await Promise.all(batch.map(askAtOnce));
      await restart(crashFirst ? 1 : 0);
      for (const [at, booking] of batch.entries()) {
        expect(await askAtOnce(booking)).toEqual(answers[at]);
        booked.push(answers[at].id as number);
        const other = {
          ...booking,
          body: { ...booking.body, notes: "another" },
        };
        expect(await send(at, other)).toMatchObject({
          status: 422,
          body: { code: "idempotency_key_reused" },
        });
      }
    }
    const rows = await runSql<{ id: number }>(
      clinic,
      "select id from appointments order by id",
    );
    expect(rows.map((row) => row.id)).toEqual(booked.sort((a, b) => a - b));
    expect(await chainFaults(clinic)).toEqual([]);
    expect(await entryFaults(clinic, "appointment_booked", booked)).toEqual([]);
    expect(await calendarFaults(clinic)).toEqual([]);
  },
);
