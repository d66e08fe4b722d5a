import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "../../scripts/test-engines/mariadb.mjs";

/**
 * Gives every test file a database server: the one named by CHARTROOM_TEST_MYSQL_URL, else a private MariaDB
 * that lives as long as the run. CHARTROOM_TEST_ENGINE says which engine it is.
 */
export default async function setup(): Promise<() => Promise<void>> {
  process.env["CHARTROOM_TEST_ENGINE"] ??= "mariadb";
  if (process.env["CHARTROOM_TEST_MYSQL_URL"]) return async () => {};
  const folder = await mkdtemp(join(tmpdir(), "chartroom-test-"));
  const engine = await start({ folder });
  if (engine.notRun !== undefined)
    throw new Error(`No database for the tests: ${engine.notRun}`);
  process.env["CHARTROOM_TEST_MYSQL_URL"] = engine.urls[0];
  return async () => {
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
