import { createHash } from "node:crypto";
import { ensureDatabaseServer } from "./lib/ensure-database-server.mjs";
import { ensurePackages } from "./lib/ensure-packages.mjs";
import { printSummary } from "./lib/print-summary.mjs";
import { repositoryRoot } from "./lib/repository-root.mjs";
import { requireNode } from "./lib/require-node.mjs";
import { runProgram } from "./lib/run-program.mjs";
import {
  keepResult,
  readResults,
  writeIntoReport,
} from "./lib/torture-report.mjs";
import { tortureRows } from "./lib/torture-rows.mjs";

const HELP = `npm run torture -- [options] [row ...]

Runs the proofs at full size, all rows or those named, and writes the results into docs/generated/torture.md.
What has passed for the same state of the code is not run again.

  --engine NAME    mariadb (the default), mysql9, galera or all
  --again          also what has passed already
  --list           the rows and what became of them
  --help           this text`;

function parse(args) {
  const at = args.indexOf("--engine");
  const engine = at < 0 ? "mariadb" : args[at + 1];
  const names = args.filter(
    (arg, index) => !arg.startsWith("--") && (at < 0 || index !== at + 1),
  );
  const unknown = names.filter((name) => !tortureRows[name]);
  if (unknown.length > 0)
    throw new Error(`There is no row ${unknown.join(", ")}: see --list`);
  return {
    engines: engine === "all" ? ["mariadb", "mysql9", "galera"] : [engine],
    rows: names.length > 0 ? names : Object.keys(tortureRows),
    again: args.includes("--again"),
  };
}

async function git(...args) {
  const { output } = await runProgram("git", args, { cwd: repositoryRoot });
  return output.trim();
}

/** The commit, for people; and a name of the exact code, which uncommitted changes alter. */
async function stateOfCode() {
  const commit = await git("rev-parse", "--short", "HEAD");
  const changes = await git("diff", "HEAD", "--", "src", "test", "scripts");
  if (changes === "") return { commit, code: commit };
  const digest = createHash("sha256").update(changes).digest("hex");
  return { commit: `${commit}+`, code: `${commit}+${digest.slice(0, 8)}` };
}

function list() {
  const results = Object.entries(readResults());
  for (const [name, { shows, engines }] of Object.entries(tortureRows)) {
    console.log(`${name} (${engines.join(", ")}): ${shows}`);
    for (const [key, { result, day }] of results)
      if (key.startsWith(`${name} `))
        console.log(`    ${key}: ${result} (${day})`);
  }
}

/** The engines on which a row has something to say, of those asked for. */
const enginesOf = ({ engines }, asked) =>
  engines.includes("none")
    ? ["none"]
    : asked.filter((one) => engines.includes(one));

async function runOne({ row, engine, state, again }) {
  const { runEngineSuite } = await import("./lib/run-engine-suite.mjs");
  const { runVitest } = await import("./lib/run-vitest.mjs");
  const { files, shows } = tortureRows[row];
  const key = `${row} ${engine} ${state.code}`;
  const name = `torture: ${row} on ${engine}`;
  if (!again && readResults()[key]?.result === "passed") {
    console.log(`${name}: passed before at ${state.commit}`);
    return undefined;
  }
  console.log(`\n== ${row} on ${engine}: ${shows} ==`);
  const began = Date.now();
  const counts =
    engine === "none"
      ? await runVitest({
          name: `torture-${row}`,
          files,
          echo: true,
          env: { CHARTROOM_TEST_ENGINE: "none" },
        })
      : await runEngineSuite({
          engine,
          files,
          report: `torture-${row}-${engine}`,
        });
  const seconds = (Date.now() - began) / 1000;
  if (counts.notRun !== undefined) return { name, notRun: counts.notRun };
  const result =
    counts.failed > 0
      ? `${counts.failed} FAILED`
      : counts.passed === 0
        ? "nothing ran"
        : "passed";
  const day = new Date().toISOString().slice(0, 10);
  keepResult(key, { result, seconds, day });
  writeIntoReport({
    row,
    engine,
    shows,
    result,
    seconds,
    commit: state.commit,
  });
  return { name, ...counts, seconds };
}

async function torture(options) {
  await ensurePackages();
  await ensureDatabaseServer("mariadbd");
  process.env.CHARTROOM_TORTURE = "1";
  const state = await stateOfCode();
  const done = [];
  for (const row of options.rows)
    for (const engine of enginesOf(tortureRows[row], options.engines)) {
      const outcome = await runOne({
        row,
        engine,
        state,
        again: options.again,
      });
      if (outcome) done.push(outcome);
    }
  return done;
}

requireNode();
const args = process.argv.slice(2);
if (args.includes("--help")) console.log(HELP);
else if (args.includes("--list")) list();
else {
  try {
    const rows = await torture(parse(args));
    if (rows.length === 0) console.log("Nothing left to run.");
    else process.exitCode = printSummary(rows) > 0 ? 1 : 0;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
