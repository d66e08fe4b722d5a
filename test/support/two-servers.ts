import { randomBytes } from "node:crypto";
import { generateKey } from "#server/kernel/keyring.ts";
import type { Person, TestClinic } from "./clinic.ts";
import { serverProgram, type Sent } from "./running-server.ts";

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
export function urlFor(clinic: TestClinic, process_: number): string {
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

export async function startTwoServers(clinic: TestClinic): Promise<TwoServers> {
  const keys = generateKey("test");
  const program = await serverProgram();
  const servers = await Promise.all(
    [0, 1].map((at) =>
      program.start({ url: urlFor(clinic, at), keys, sequencer: false }),
    ),
  );
  program.remove();
  return {
    send: (at, who, method, path, body, headers = {}) =>
      servers[at % servers.length]!.send(who.token, method, path, body, {
        ...(method === "POST"
          ? { "idempotency-key": randomBytes(8).toString("hex") }
          : {}),
        ...headers,
      }),
    async close() {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}
