import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEngine } from "../test-engines/start-engine.mjs";
import { runVitest } from "./run-vitest.mjs";
import { step } from "./step.mjs";

/** Stops what runs when the command is interrupted: a database must not outlive its tests. */
function stopOnSignal(stop) {
  const end = async (signal) => {
    await stop();
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  return () => {
    process.off("SIGINT", end);
    process.off("SIGTERM", end);
  };
}

/**
 * Brings up one engine, runs the files on it: { passed, failed, skipped, seconds } or { notRun: reason }.
 * `report` names the file of results, where not the engine does.
 */
export async function runEngineSuite({ engine: name, files, report = name }) {
  const began = Date.now();
  const folder = mkdtempSync(join(tmpdir(), `chartroom-${name}-`));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  let engine;
  try {
    engine = await step(`Starting ${name}`, () =>
      startEngine(name, { folder }),
    );
  } catch (error) {
    clean();
    return { notRun: error.message };
  }
  if (engine.notRun !== undefined) {
    clean();
    return { notRun: engine.notRun };
  }
  const stop = async () => {
    await engine.stop();
    clean();
  };
  const forget = stopOnSignal(stop);
  try {
    console.log(`\n== Tests on ${name} ${engine.version} ==`);
    const counts = await runVitest({
      name: report,
      files,
      echo: true,
      env: {
        CHARTROOM_TEST_ENGINE: name,
        CHARTROOM_TEST_MYSQL_URL: engine.urls[0],
        CHARTROOM_TEST_MYSQL_URLS: engine.urls.join(","),
      },
    });
    return { ...counts, seconds: (Date.now() - began) / 1000 };
  } finally {
    forget();
    await stop();
  }
}
