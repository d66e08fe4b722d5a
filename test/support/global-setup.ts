import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "../../scripts/test-engines/mariadb.mjs";

/**
 * Gives every test file a database server: the one named by CHARTROOM_TEST_MYSQL_URL, else a private MariaDB
 * that lives as long as the run. CHARTROOM_TEST_ENGINE says which engine it is (`none`: no test here needs one),
 * CHARTROOM_TEST_MYSQL_URLS the addresses of all its nodes, separated by commas.
 */
export default async function setup(): Promise<() => Promise<void>> {
  process.env["CHARTROOM_TEST_ENGINE"] ??= "mariadb";
  const given = process.env["CHARTROOM_TEST_MYSQL_URL"];
  if (given) process.env["CHARTROOM_TEST_MYSQL_URLS"] ??= given;
  if (given || process.env["CHARTROOM_TEST_ENGINE"] === "none")
    return async () => {};
  const folder = await mkdtemp(join(tmpdir(), "chartroom-test-"));
  const engine = await start({ folder });
  if (engine.notRun !== undefined)
    throw new Error(`No database for the tests: ${engine.notRun}`);
  process.env["CHARTROOM_TEST_MYSQL_URL"] = engine.urls[0];
  process.env["CHARTROOM_TEST_MYSQL_URLS"] = engine.urls.join(",");
  return async () => {
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
