import { ensureDatabaseServer } from "./lib/ensure-database-server.mjs";
import { ensurePackages } from "./lib/ensure-packages.mjs";
import { printSummary } from "./lib/print-summary.mjs";
import { requireNode } from "./lib/require-node.mjs";

const HELP = `npm test -- [options] [files]

Installs what is missing, then runs the checks and every test on MariaDB.

  --all            the database suites also on MySQL 9 and on a Galera cluster of three nodes
  --engine NAME    only that engine: mariadb, mysql9 or galera
  files            only these test files, and no checks
  --help           this text`;

function parse(args) {
  const at = args.indexOf("--engine");
  const engine = at < 0 ? null : args[at + 1];
  const files = args.filter(
    (arg, index) => !arg.startsWith("--") && (at < 0 || index !== at + 1),
  );
  const all = args.includes("--all");
  return {
    files,
    engines: engine
      ? [engine]
      : all
        ? ["mariadb", "mysql9", "galera"]
        : ["mariadb"],
  };
}

/** The big installations go on while the checks compute; a failure shows when the engine is started. */
async function installAhead(engines) {
  if (engines.includes("mysql9")) {
    const { installMysql9 } = await import("./test-engines/install-mysql9.mjs");
    await installMysql9();
  }
  if (engines.includes("galera")) {
    const { installGalera } = await import("./test-engines/install-galera.mjs");
    await installGalera();
  }
}

async function test({ files, engines }) {
  await ensurePackages();
  await ensureDatabaseServer("mariadbd");
  const { runChecks } = await import("./check.mjs");
  const { runEngineSuite } = await import("./lib/run-engine-suite.mjs");
  const { sortedTestFiles } = await import("./lib/test-files.mjs");
  const rows = [];
  const installing = installAhead(engines);
  if (files.length === 0) {
    console.log("== Checks ==");
    for (const check of await runChecks({ withUnitTests: false }))
      rows.push({
        name: `check: ${check.name}`,
        passed: check.failed ? 0 : 1,
        failed: check.failed ? 1 : 0,
        skipped: 0,
        seconds: check.seconds,
      });
  }
  await installing;
  const { engine: onEngines, processes, unit } = sortedTestFiles();
  for (const engine of engines) {
    // What knows no engine runs once, in the company of the first.
    const suite =
      engine === engines[0] ? [...unit, ...processes, ...onEngines] : onEngines;
    const result = await runEngineSuite({
      engine,
      files: files.length > 0 ? files : suite,
    });
    rows.push({ name: `tests: ${engine}`, ...result });
  }
  return rows;
}

requireNode();
const args = process.argv.slice(2);
if (args.includes("--help")) {
  console.log(HELP);
} else {
  try {
    const failed = printSummary(await test(parse(args)));
    process.exitCode = failed > 0 ? 1 : 0;
  } catch (error) {
    console.error(error.message);
    console.log("0 passed, 1 failed, 0 skipped");
    process.exitCode = 1;
  }
}
