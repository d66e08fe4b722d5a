import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { join } from "node:path";
import { builtProgram, ensureBuilt } from "./ensure-built.mjs";
import { repositoryRoot } from "./repository-root.mjs";

const SETTLE_MS = 150;

/** Builds and runs the server, again after each change of a source file; answers the exit code after a signal. */
export async function watchSources(args) {
  let child = null;
  let stopping = false;
  const end = async (signal) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  };
  const restart = async () => {
    try {
      await ensureBuilt();
    } catch (error) {
      // The running server stays until the sources build again.
      console.error(error.message);
      return;
    }
    await end("SIGTERM");
    if (stopping) return;
    child = spawn(
      process.execPath,
      ["--enable-source-maps", builtProgram, ...args],
      // A group of its own: Ctrl-C must reach the server once, through us.
      { stdio: ["ignore", "inherit", "inherit"], detached: true },
    );
  };
  let queue = restart();
  let timer;
  const watcher = watch(
    join(repositoryRoot, "src"),
    { recursive: true },
    (_event, name) => {
      if (name?.endsWith(".test.ts")) return;
      clearTimeout(timer);
      timer = setTimeout(() => (queue = queue.then(restart)), SETTLE_MS);
    },
  );
  const signal = await new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"])
      process.once(name, () => resolve(name));
  });
  stopping = true;
  clearTimeout(timer);
  watcher.close();
  await end(signal);
  await queue;
  return child?.exitCode ?? 0;
}
