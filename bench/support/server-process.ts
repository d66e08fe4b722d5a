import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** A server in a process of its own. */
export interface Server {
  readonly url: string;
  /** Processor time used so far, in milliseconds. */
  cpu(): number;
  /** Resident memory in megabytes. */
  memory(): number;
  stop(): Promise<void>;
}

const clockTicksASecond = 100;
const statusPath = (child: ChildProcess, file: string): string =>
  `/proc/${child.pid}/${file}`;

function cpuOf(child: ChildProcess): number {
  const text = readFileSync(statusPath(child, "stat"), "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / clockTicksASecond;
}

function memoryOf(child: ChildProcess): number {
  const text = readFileSync(statusPath(child, "status"), "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1]) / 1024;
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** @returns whether there was a good answer */
async function answers(url: string, token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}`, connection: "close" };
  const response = await fetch(url, { headers }).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.ok ?? false;
}

/**
 * Starts Node with the arguments and waits for the first good answer.
 * @param probe address and token of a request that a ready server answers with 200
 */
export async function startServer(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  probe: {
    readonly url: string;
    readonly path: string;
    readonly token?: string;
  },
): Promise<Server> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const end = (): boolean => child.kill("SIGKILL");
  process.once("exit", end);
  const gone = once(child, "exit").finally(() => process.off("exit", end));
  const deadline = performance.now() + 60_000;
  while (!(await answers(probe.url + probe.path, probe.token ?? ""))) {
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error(`the server did not start: ${args.join(" ")}`);
    await pause(5);
  }
  return {
    url: probe.url,
    cpu: () => cpuOf(child),
    memory: () => memoryOf(child),
    async stop() {
      child.kill("SIGTERM");
      await gone;
    },
  };
}
