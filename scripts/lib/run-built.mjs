import { pathToFileURL } from "node:url";
import { builtProgram } from "./ensure-built.mjs";

/** Runs the built command line inside this process, so that signals and kill -9 meet the server itself. */
export async function runBuilt(args) {
  process.setSourceMapsEnabled(true);
  process.argv = [process.execPath, builtProgram, ...args];
  await import(pathToFileURL(builtProgram).href);
}

/**
 * Ends this process in order when the program that started it is gone: a killed `npm run` passes nothing on, and a
 * server left behind would hold the data folder and the port.
 */
export function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  timer.unref();
}
