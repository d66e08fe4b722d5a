import { createHash } from "node:crypto";
import {
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
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

function isCurrent(wanted) {
  if (!existsSync(installed)) return false;
  if (existsSync(stamp)) return readFileSync(stamp, "utf8") === wanted;
  // Installed by hand and not by us: newer than the lockfile will do.
  return statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs;
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
  if (!existsSync(stamp)) writeFileSync(stamp, wanted);
}
