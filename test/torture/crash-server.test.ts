import { afterAll, beforeAll, expect, test } from "vitest";
import { generateKey } from "#server/kernel/keyring.ts";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  serverProgram,
  type RunningServer,
  type ServerProgram,
} from "#test/support/running-server.ts";
import { randomPauses } from "#test/support/random-pauses.ts";
import { trials } from "#test/support/trials.ts";
import { urlFor } from "#test/support/two-servers.ts";
import { lostWrites, writtenFaults } from "#test/support/written-faults.ts";
import { someWriters, type Send } from "#test/support/writers.ts";

const CYCLES = trials(200);
const WRITERS = 8;
const keys = generateKey("test");

let clinic: TestClinic;
let desk: Person;
let program: ServerProgram;

beforeAll(async () => {
  clinic = await startClinic();
  desk = await clinic.signIn("front_desk");
  program = await serverProgram();
});
afterAll(async () => {
  program?.remove();
  await clinic?.close();
});

const sendTo =
  (server: RunningServer): Send =>
  (write) =>
    server.send(desk.token, "POST", write.path, write.body, write.headers);

test(
  `kill -9 of a serving process while ${WRITERS} write: ${CYCLES} cycles`,
  { timeout: 60_000 + CYCLES * 10_000 },
  async () => {
    const writers = await someWriters(clinic, desk, WRITERS);
    const pause = randomPauses();
    let inFlight = 0;
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const server = await program.start({ url: urlFor(clinic, cycle), keys });
      await writers.settle(sendTo(server));
      const until = { stopped: false };
      const writing = writers.write(sendTo(server), until);
      await pause(40, 240);
      await server.kill9();
      until.stopped = true;
      await writing;
      inFlight += writers.waiting;
      expect(await lostWrites(clinic, writers)).toEqual([]);
    }
    const last = await program.start({ url: urlFor(clinic, 0), keys });
    await writers.settle(sendTo(last));
    await last.stop();
    console.log(
      `${writers.acknowledged().length} writes acknowledged, ${inFlight} were without answer at a kill`,
    );
    // A kill that never met a write would prove nothing.
    expect(inFlight).toBeGreaterThan(CYCLES / 2);
    expect(await writtenFaults(clinic, writers)).toEqual([]);
  },
);
