import { readdirSync } from "node:fs";
import { findProgram } from "./find-program.mjs";
import { mustRun, runProgram } from "./run-program.mjs";

const quiet = { DEBIAN_FRONTEND: "noninteractive" };

function listsAreEmpty() {
  try {
    return !readdirSync("/var/lib/apt/lists").some((name) =>
      name.includes("Packages"),
    );
  } catch {
    return true;
  }
}

/** How this user may run apt-get: a command prefix, or null where it is absent or needs a password. */
export async function aptPrefix() {
  if (!findProgram("apt-get")) return null;
  if (process.getuid?.() === 0) return [];
  const sudo = findProgram("sudo");
  if (!sudo) return null;
  const { code } = await runProgram(sudo, ["-n", "true"]);
  // sudo drops the environment, so the quiet mode is named on the command line.
  return code === 0 ? [sudo, "-n", "DEBIAN_FRONTEND=noninteractive"] : null;
}

/** Runs apt-get; its package lists are fetched first when there are none, and again when they prove too old. */
export async function aptGet(args, { cwd } = {}) {
  const prefix = await aptPrefix();
  if (!prefix) throw new Error("apt-get is not available to this user");
  const call = (run, rest) => {
    const [command, ...words] = [...prefix, "apt-get", ...rest];
    return run(command, words, { cwd, env: quiet });
  };
  if (listsAreEmpty()) await call(mustRun, ["update"]);
  const first = await call(runProgram, args);
  if (first.code === 0) return;
  await call(mustRun, ["update"]);
  await call(mustRun, args);
}

/** Installs Debian packages without their recommended company. */
export function aptInstall(...packages) {
  return aptGet(["install", "-y", "--no-install-recommends", ...packages]);
}
