import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repositoryRoot } from "./lib/repository-root.mjs";
import { runProgram } from "./lib/run-program.mjs";
import { runVitest } from "./lib/run-vitest.mjs";
import { sortedTestFiles } from "./lib/test-files.mjs";

const AT_ONCE = 2;

/** Runs a script of an installed package with this Node, without a shell or npx between. */
function tool(script, ...args) {
  return async () => {
    const { code, output } = await runProgram(
      process.execPath,
      [join(repositoryRoot, script), ...args],
      { cwd: repositoryRoot },
    );
    return { failed: code === 0 ? 0 : 1, output };
  };
}

const tsx = "node_modules/tsx/dist/cli.mjs";
const CHECKS = {
  types: tool("node_modules/typescript/bin/tsc", "--noEmit", "-p", "."),
  lint: tool(
    "node_modules/eslint/bin/eslint.js",
    "src",
    "test",
    "bench",
    "scripts",
    "bin",
  ),
  // Named, not ".": beside the source, .cache may hold a whole system being installed.
  format: tool(
    "node_modules/prettier/bin/prettier.cjs",
    "--check",
    "{src,test,bench,scripts,bin,docs}/**/*.{ts,mjs,mts,md,json}",
    "*.{json,md,js,ts,cjs,yaml}",
  ),
  walls: tool(
    "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
    "--config",
    ".dependency-cruiser.cjs",
    "src",
  ),
  budgets: tool("scripts/budgets.mjs"),
  unused: tool("node_modules/knip/bin/knip.js"),
  ...(existsSync(join(repositoryRoot, "scripts/generate.ts"))
    ? { generated: tool(tsx, "scripts/generate.ts", "--check") }
    : {}),
};

const unitTests = () =>
  runVitest({
    name: "unit",
    files: sortedTestFiles().unit,
    env: { CHARTROOM_TEST_ENGINE: "none" },
  });

async function runOne(name, work) {
  const began = Date.now();
  const { failed, output } = await work();
  const took = `${((Date.now() - began) / 1000).toFixed(1)} s`;
  console.log(`${failed ? "FAILED" : "ok    "} ${name} (${took})`);
  if (failed) console.log(output.trimEnd());
  return { name, failed: failed > 0, seconds: (Date.now() - began) / 1000 };
}

/** Runs the checks two at a time, the unit tests last; answers [{ name, failed, seconds }]. */
export async function runChecks({ withUnitTests }) {
  const results = [];
  const waiting = Object.entries(CHECKS);
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      results.push(await runOne(...next));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (withUnitTests) results.push(await runOne("unit tests", unitTests));
  return results;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = await runChecks({ withUnitTests: true });
  const failed = results.filter((result) => result.failed);
  console.log(
    `${results.length - failed.length} passed, ${failed.length} failed`,
  );
  process.exitCode = failed.length > 0 ? 1 : 0;
}
