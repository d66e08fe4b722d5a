import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEngine } from "../../scripts/test-engines/start-engine.mjs";
import type { TestEngine } from "../../scripts/test-engines/test-engine.d.mts";

/** The engine that the run is on. */
export const engineName = (process.env["CHARTROOM_TEST_ENGINE"] ??
  "mariadb") as TestEngine["name"];

export interface PrivateEngine {
  readonly engine: TestEngine;
  stop(): Promise<void>;
}

/** An engine of the run's own kind that one test may kill: commits are on disk when they are answered. */
export async function privateEngine(): Promise<PrivateEngine> {
  const folder = await mkdtemp(join(tmpdir(), "chartroom-crash-"));
  const engine = await startEngine(engineName, { folder, durable: true });
  if (engine.notRun !== undefined)
    throw new Error(`${engineName}: ${engine.notRun}`);
  return {
    engine,
    stop: async () => {
      await engine.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
