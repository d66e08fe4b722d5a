import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./repository-root.mjs";

// A test that asks for the database, itself or by the shared helpers, has something to say about each engine.
const USES_DATABASE =
  /CHARTROOM_TEST_MYSQL_URL|["']#test\/(support|factories)\//;

function testFiles() {
  return ["src", "test"].flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder), { recursive: true })
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `${folder}/${name}`)
      .sort(),
  );
}

// The walls keep these pure: what they take from the shared helpers computes, too.
const PURE = /^src\/server\/kernel\/|\.rules\.test\.ts$/;

function needOf(file) {
  if (PURE.test(file)) return "unit";
  const text = readFileSync(join(repositoryRoot, file), "utf8");
  if (text.startsWith("// @own-engine")) return "processes";
  if (
    file.startsWith("test/") ||
    /\.(repository|mysql)\.test\.ts$/.test(file) ||
    USES_DATABASE.test(text)
  )
    return "engine";
  return text.includes("node:child_process") ? "processes" : "unit";
}

/**
 * Test files by what they need: `engine` suites run on every database engine; the others once, of which `processes`
 * start programs of their own and take seconds, `unit` tests do neither.
 */
export function sortedTestFiles() {
  const sorted = { engine: [], processes: [], unit: [] };
  for (const file of testFiles()) sorted[needOf(file)].push(file);
  return sorted;
}
