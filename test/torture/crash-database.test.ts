import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateKey } from "#server/kernel/keyring.ts";
import {
  createTestDatabase,
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  engineName,
  privateEngine,
  type PrivateEngine,
} from "#test/support/private-engine.ts";
import { randomPauses } from "#test/support/random-pauses.ts";
import {
  serverProgram,
  type RunningServer,
} from "#test/support/running-server.ts";
import { trials } from "#test/support/trials.ts";
import { lostWrites, writtenFaults } from "#test/support/written-faults.ts";
import { someWriters, type Send } from "#test/support/writers.ts";

const CYCLES = trials(200);
const WRITERS = 8;

// A cluster survives the loss of a server: that is the Galera test's matter.
describe.skipIf(engineName === "galera")("one database server", () => {
  let own: PrivateEngine;
  let clinic: TestClinic;
  let desk: Person;
  let server: RunningServer;

  beforeAll(async () => {
    own = await privateEngine();
    const { url } = await createTestDatabase(own.engine.urls[0]);
    clinic = await startClinic({ url });
    desk = await clinic.signIn("front_desk");
    const program = await serverProgram();
    server = await program.start({ url, keys: generateKey("test") });
    program.remove();
  });
  afterAll(async () => {
    await server?.stop();
    await clinic?.close();
    await own?.stop();
  });

  test(
    `kill -9 of the database while ${WRITERS} write: ${CYCLES} cycles`,
    { timeout: 60_000 + CYCLES * 10_000 },
    async () => {
      const node = own.engine.nodes[0]!;
      const writers = await someWriters(clinic, desk, WRITERS);
      const send: Send = (write) =>
        server.send(desk.token, "POST", write.path, write.body, write.headers);
      const pause = randomPauses();
      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        const until = { stopped: false };
        const writing = writers.write(send, until);
        await pause(40, 240);
        await node.kill9();
        until.stopped = true;
        await node.restart();
        await writing;
        await writers.settle(send);
        expect(await lostWrites(clinic, writers)).toEqual([]);
      }
      const { length } = writers.acknowledged();
      console.log(`${length} writes acknowledged`);
      // Kills that met no work would prove nothing.
      expect(length).toBeGreaterThan((CYCLES * WRITERS) / 2);
      await server.stop();
      expect(await writtenFaults(clinic, writers)).toEqual([]);
    },
  );
});
