import { ensureBuilt } from "./lib/ensure-built.mjs";
import { ensureDatabaseServer } from "./lib/ensure-database-server.mjs";
import { ensurePackages } from "./lib/ensure-packages.mjs";
import { loadEnvironment } from "./lib/load-environment.mjs";
import { requireNode } from "./lib/require-node.mjs";
import { endWithNpm, runBuilt } from "./lib/run-built.mjs";
import { watchSources } from "./lib/watch-sources.mjs";

const HELP = `npm run up -- [options]

Installs what is missing, builds, finds or starts the database, and serves Chartroom.

  --demo        fill an empty database with the demo clinic (the default on the private database)
  --empty       start a real, empty clinic and print a one-time link for its first administrator
  --port N      the port to serve on (default: PORT, else 3000)
  --watch       build and start again after each change of a source file
  --help        this text

Settings come from the environment or from a file .env, see .env.example. All options: npx chartroom serve --help`;

async function up(args) {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(HELP);
    return;
  }
  loadEnvironment();
  await ensurePackages();
  if (!process.env.MYSQL_URL) await ensureDatabaseServer("mariadbd", "mysqld");
  const serve = ["serve", ...args.filter((arg) => arg !== "--watch")];
  if (args.includes("--watch")) {
    process.exitCode = await watchSources(serve);
    return;
  }
  await ensureBuilt();
  if (process.env.npm_lifecycle_event) endWithNpm();
  await runBuilt(serve);
}

requireNode();
try {
  await up(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
