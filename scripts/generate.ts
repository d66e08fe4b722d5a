import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { api } from "#contract/api.ts";
import { variables } from "#server/config.ts";
import { openApiDocument } from "#server/http/openapi.ts";
import { version } from "#server/main.ts";
import { schemaOfMigrations } from "./schema-of-migrations.ts";

/**
 * Writes what is derived from the source: the OpenAPI document, .env.example, the schema and the query plans.
 * `--check` writes nothing and fails when a committed file is stale; it leaves out the schema and the plans,
 * which need a database: tests on the engines keep them true.
 */
const checking = process.argv.includes("--check");
const derived: Record<string, string> = {
  "docs/generated/openapi.json": `${JSON.stringify(openApiDocument(api, version), null, 2)}\n`,
  ".env.example": variables
    .map(({ name, meaning, example }) => `# ${meaning}\n# ${name}=${example}\n`)
    .join("\n"),
  ...(checking
    ? {}
    : { "docs/generated/schema.sql": await schemaOfMigrations() }),
};

let stale = 0;
for (const [path, text] of Object.entries(derived)) {
  const current = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (current === text) continue;
  if (checking) {
    console.error(`${path} is stale: run npm run generate`);
    stale += 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}
/** The test that compares the plans writes them when it is told to. */
function writePlans(): boolean {
  const { status } = spawnSync(
    process.execPath,
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "test/storage/query-plans.test.ts",
    ],
    { stdio: "inherit", env: { ...process.env, CHARTROOM_WRITE_PLANS: "1" } },
  );
  return status === 0;
}
const hasPlans = checking || writePlans();
process.exitCode = stale > 0 || !hasPlans ? 1 : 0;
