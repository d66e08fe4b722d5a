import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./repository-root.mjs";
import { mustRun } from "./run-program.mjs";
import { step } from "./step.mjs";

const stamp = join(repositoryRoot, "node_modules/.chartroom-stamp");
const lockfile = join(repositoryRoot, "package-lock.json");
// npm writes it last, so it also tells a whole installation from an interrupted one.
const installed = join(repositoryRoot, "node_modules/.package-lock.json");

const digest = () =>
  createHash("sha256").update(readFileSync(lockfile)).digest("hex");

const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages;

/** Optional packages are for other systems when they are absent. */
function holdsAll() {
  const present = packagesOf(installed);
  return Object.entries(packagesOf(lockfile)).every(
    ([path, { version, optional, link }]) =>
      path === "" ||
      link ||
      (present[path] ? present[path].version === version : optional),
  );
}

function isCurrent(wanted) {
  if (!existsSync(installed)) return false;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return true;
  // Somebody ran `npm install`: what is there may be just what the changed lockfile asks for.
  return holdsAll();
}

/** Installs the packages of the lockfile when they are missing or the lockfile has changed. */
export async function ensurePackages() {
  const wanted = digest();
  if (!isCurrent(wanted)) {
    rmSync(stamp, { force: true });
    const npm = process.env.npm_execpath?.endsWith("npm-cli.js")
      ? [process.execPath, process.env.npm_execpath]
      : ["npm"];
    const [command, ...rest] = [
      ...npm,
      "ci",
      // Prebuilt parts of packages are optional ones, and NODE_ENV=production must not drop the tools.
      "--include=dev",
      "--include=optional",
    ];
    await step("Installing packages", () =>
      mustRun(command, rest, { cwd: repositoryRoot }),
    );
  }
  writeFileSync(stamp, wanted);
}
