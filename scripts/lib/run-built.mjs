import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { builtProgram } from "./ensure-built.mjs";

/** Runs the built command line inside this process, so that signals and kill -9 meet the server itself. */
export async function runBuilt(args) {
  process.setSourceMapsEnabled(true);
  process.argv = [process.execPath, builtProgram, ...args];
  await import(pathToFileURL(builtProgram).href);
}

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
  } catch {
    return "";
  }
}

/**
 * Ends this process in order when `npm run` is gone, which starts a shell, which starts us: a killed npm passes
 * nothing on, and a server left behind would hold the data folder and the port.
 */
export function endWithNpm() {
  const above = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const first = above();
  const timer = setInterval(() => {
    if (above() === first) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  timer.unref();
}
