import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./repository-root.mjs";
import { runProgram } from "./run-program.mjs";

/** Files that could not even be loaded have no test results, and still failed. */
function countFiles(results) {
  return results.filter(
    ({ status, assertionResults }) =>
      status === "failed" &&
      !assertionResults.some((test) => test.status === "failed"),
  ).length;
}

function countsOf(report, code) {
  const broken = countFiles(report.testResults);
  const failed = report.numFailedTests + broken;
  return {
    passed: report.numPassedTests,
    // An exit code without a failed test is an error outside of any.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Runs these test files and answers { passed, failed, skipped, output }. */
export async function runVitest({ name, files, env, echo = false }) {
  const folder = join(repositoryRoot, ".cache/test-results");
  mkdirSync(folder, { recursive: true });
  const report = join(folder, `${name}.json`);
  rmSync(report, { force: true });
  const { code, output } = await runProgram(
    process.execPath,
    [
      join(repositoryRoot, "node_modules/vitest/vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...files,
    ],
    { cwd: repositoryRoot, env, echo },
  );
  try {
    const counts = countsOf(JSON.parse(readFileSync(report, "utf8")), code);
    return { ...counts, output };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, output };
  }
}
