import autocannon from "autocannon";
import type { Server } from "./server-process.ts";
import type { Measure } from "./workload.ts";

export interface Ask {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const connections = 16;

function requestOf(ask: Ask, common: Readonly<Record<string, string>>) {
  const { method, path, body } = ask;
  return {
    method,
    path,
    headers: {
      ...common,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...ask.headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/**
 * Asks over 16 connections, one request after the other on each, and counts the good answers.
 * @param asks a list that is shared out and repeated, or a function where no two requests may be the same
 */
export function loadOf(
  server: Server,
  asks: readonly Ask[] | (() => Ask),
  headers: Readonly<Record<string, string>> = {},
): Measure {
  const repeated =
    typeof asks === "function"
      ? undefined
      : asks.map((ask) => requestOf(ask, headers));
  return async (seconds) => {
    let turn = 0;
    const before = server.cpu();
    const result = await autocannon({
      url: server.url,
      connections,
      duration: seconds,
      ...(typeof asks === "function"
        ? { requests: [{ setupRequest: () => requestOf(asks(), headers) }] }
        : {}),
      ...(repeated
        ? {
            setupClient: (client) => {
              const mine = turn++;
              client.setRequests(
                repeated.filter((_, index) => index % connections === mine),
              );
            },
          }
        : {}),
    });
    const cpu = server.cpu() - before;
    if (result.non2xx > 0 || result.errors > 0 || result["2xx"] === 0)
      throw new Error(
        `${server.url}: ${result["2xx"]} good answers, ${result.non2xx} others, ${result.errors} errors`,
      );
    return {
      value: result["2xx"] / result.duration,
      requests: result["2xx"],
      cpu: cpu / result["2xx"],
    };
  };
}
