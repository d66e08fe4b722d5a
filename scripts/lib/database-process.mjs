import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Last lines of a log file, for the reason of a failed start. */
export function tailOf(file, lines = 20) {
  try {
    return readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .slice(-lines)
      .join("\n");
  } catch {
    return "(no log was written)";
  }
}

/**
 * Starts a database server whose output goes to `log`. `ready(child)` is asked again and again until it answers
 * true; a server that dies first, or takes longer than `seconds`, is an error with the end of its log.
 */
export async function startDatabaseProcess({
  command,
  args,
  env,
  log,
  ready,
  seconds = 60,
}) {
  const out = openSync(log, "a");
  const child = spawn(command, args, {
    stdio: ["ignore", out, out],
    env: env ?? process.env,
    // Its own group: Ctrl-C reaches the tests first, which then stop the server in order.
    detached: true,
  });
  closeSync(out);
  // Tests that end early, by an error or Ctrl-C, must not leave a server behind.
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  child.once("exit", () => process.off("exit", endWithUs));
  let failure = null;
  child.once("error", (error) => (failure = error.message));
  const deadline = Date.now() + seconds * 1000;
  while (!(await ready(child).catch(() => false))) {
    if (child.exitCode !== null || child.signalCode !== null)
      failure ??= `it ended with ${child.exitCode ?? child.signalCode}`;
    else if (Date.now() > deadline) failure ??= `no answer within ${seconds} s`;
    if (failure) {
      child.kill("SIGKILL");
      throw new Error(`${command} did not start: ${failure}\n${tailOf(log)}`);
    }
    await sleep(50);
  }
  child.unref();
  return child;
}

/** Sends a signal and waits for the end; after `seconds` the server is killed. */
export async function stopDatabaseProcess(
  child,
  signal = "SIGTERM",
  seconds = 30,
) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
  await ended;
  clearTimeout(timer);
}
