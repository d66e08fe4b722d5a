import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Body } from "./clinic.ts";

export interface Sent {
  readonly status: number;
  readonly body: Body;
}

export interface RunningServer {
  readonly port: number;
  /** Sends one request. Rejects when no answer comes. */
  send(
    token: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Sent>;
  /** Ends the process as a power cut would; resolves when it is gone. */
  kill9(): Promise<void>;
  /** Resolves when the process is gone, by whatever cause. */
  readonly gone: Promise<void>;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

export interface ServerProgram {
  /**
   * @param sequencer seals the audit while it serves, as the product does
   * @param onOutput given all that the process writes, at the finest log level; else its errors are shown
   */
  start(options: {
    url: string;
    keys: string;
    sequencer?: boolean;
    onOutput?: (text: string) => void;
  }): Promise<RunningServer>;
  remove(): void;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The server bundled once, so that a test which starts it again and again does not compile it each time. It lies in
 * the repository, where its packages are found.
 */
export async function serverProgram(): Promise<ServerProgram> {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const file = join(root, `.cache/server-process-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, "test/support/server-process.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    absWorkingDir: root,
    logLevel: "warning",
  });
  return {
    async start({ url, keys, sequencer = true, onOutput }) {
      const child = spawn(process.execPath, [file], {
        env: {
          ...process.env,
          MYSQL_URL: url,
          CHARTROOM_KEYS: keys,
          ...(sequencer ? { CHARTROOM_TEST_SEQUENCER: "1" } : {}),
          ...(onOutput ? { CHARTROOM_LOG_LEVEL: "trace" } : {}),
        },
        stdio: ["pipe", "pipe", onOutput ? "pipe" : "inherit"],
      });
      if (onOutput)
        for (const stream of [child.stdout, child.stderr])
          stream!.on("data", (bytes: Buffer) => onOutput(String(bytes)));
      return overNetwork(child, await portOf(child));
    },
    remove: () => rmSync(file, { force: true }),
  };
}

/** What the process says of itself on its first line. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once("line", (line) =>
      resolve((JSON.parse(line) as { port: number }).port),
    );
    child.once("exit", (code) =>
      reject(new Error(`the server process ended: ${code}`)),
    );
  });
}

function overNetwork(child: ChildProcess, port: number): RunningServer {
  const gone = once(child, "exit").then(() => undefined);
  return {
    port,
    gone,
    async send(token, method, path, body, headers = {}) {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return {
        status: response.status,
        body: (await response.json()) as Body,
      };
    },
    async kill9() {
      child.kill("SIGKILL");
      await gone;
    },
    async stop() {
      child.stdin!.end();
      await gone;
    },
  };
}
