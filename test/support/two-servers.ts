import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { generateKey } from "#server/kernel/keyring.ts";
import type { Body, Person, TestClinic } from "./clinic.ts";

export interface Sent {
  readonly status: number;
  readonly body: Body;
}

/** Two server processes over the clinic's database. */
export interface TwoServers {
  /** Sends a request over the network to one of the two, by number. */
  send(
    at: number,
    who: Person,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Sent>;
  close(): Promise<void>;
}

/** On a cluster process i meets node i first. */
function urlFor(clinic: TestClinic, process_: number): string {
  const database = new URL(clinic.url.split(",")[0]!).pathname;
  const nodes = (
    process.env["CHARTROOM_TEST_MYSQL_URLS"] ??
    process.env["CHARTROOM_TEST_MYSQL_URL"] ??
    clinic.url
  )
    .split(",")
    .map((node) => {
      const url = new URL(node);
      url.pathname = database;
      return url.href;
    });
  const first = process_ % nodes.length;
  return [...nodes.slice(first), ...nodes.slice(0, first)].join(",");
}

async function startProcess(
  url: string,
  keys: string,
): Promise<{ child: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL("server-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    env: { ...process.env, MYSQL_URL: url, CHARTROOM_KEYS: keys },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout! }).once("line", (line) =>
      resolve((JSON.parse(line) as { port: number }).port),
    );
    child.once("exit", (code) =>
      reject(new Error(`the server process ended: ${code}`)),
    );
  });
  return { child, port };
}

export async function startTwoServers(clinic: TestClinic): Promise<TwoServers> {
  const keys = generateKey("test");
  const servers = await Promise.all(
    [0, 1].map((at) => startProcess(urlFor(clinic, at), keys)),
  );
  return {
    async send(at, who, method, path, body, headers = {}) {
      const server = servers[at % servers.length]!;
      const response = await fetch(
        `http://127.0.0.1:${server.port}/api/v1${path}`,
        {
          method,
          headers: {
            authorization: `Bearer ${who.token}`,
            "content-type": "application/json",
            ...(method === "POST"
              ? { "idempotency-key": randomBytes(8).toString("hex") }
              : {}),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        },
      );
      return {
        status: response.status,
        body: (await response.json()) as Body,
      };
    },
    async close() {
      await Promise.all(
        servers.map(
          ({ child }) =>
            new Promise<void>((resolve) => {
              child.once("exit", () => resolve());
              child.stdin!.end();
            }),
        ),
      );
    },
  };
}
