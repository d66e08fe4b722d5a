import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "mysql2";
import { SetUpError } from "#server/kernel/set-up-error.ts";

/** One server of MYSQL_URL, as mysql2 wants it. */
export type MysqlAddress = ConnectionOptions;

const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

function parseOne(text: string): URL {
  try {
    const url = new URL(text);
    if (url.protocol === "mysql:" || url.protocol === "mariadb:") return url;
  } catch {
    // The parser's own message repeats its input, which holds the password.
  }
  throw new SetUpError(
    "MYSQL_URL must look like mysql://user:password@host:3306/database (encode special characters of the password)",
  );
}

function tlsOf(host: string, params: URLSearchParams): ConnectionOptions {
  const mode =
    params.get("ssl") ??
    (params.has("socketPath") || LOCAL.test(host) ? "off" : "verify");
  if (mode === "off" || mode === "false") return {};
  if (mode !== "verify" && mode !== "true" && mode !== "unverified")
    throw new SetUpError("ssl in MYSQL_URL must be verify, unverified or off");
  const verified = mode !== "unverified";
  const authority = params.get("ssl_ca");
  return {
    ssl: {
      rejectUnauthorized: verified,
      verifyIdentity: verified,
      ...(authority ? { ca: readFileSync(authority, "utf8") } : {}),
    },
  };
}

function toAddress(url: URL, home: URL, params: URLSearchParams): MysqlAddress {
  const own = url.username === "" ? home : url;
  const database = [url, home].map((u) => u.pathname.slice(1)).find(Boolean);
  const socketPath = params.get("socketPath");
  return {
    ...(socketPath
      ? { socketPath }
      : {
          host: url.hostname.replace(/^\[|\]$/g, ""),
          port: Number(url.port || "3306"),
        }),
    user: decodeURIComponent(own.username || "root"),
    password: decodeURIComponent(own.password),
    ...(database ? { database: decodeURIComponent(database) } : {}),
    ...tlsOf(url.hostname, params),
  };
}

/**
 * Reads MYSQL_URL: `mysql://user:password@host:port/database`, several servers separated by commas. A later one may be
 * only `host:port` and takes user, password, database and parameters of the others.
 * Parameters: `socketPath`, `ssl` (`verify`, the default to other machines; `unverified`; `off`, the default on this
 * one), `ssl_ca` (file). Throws an Error that repeats nothing of the URL.
 */
export function parseMysqlUrl(text: string): MysqlAddress[] {
  const parts = text.split(",").map((part) => part.trim());
  const urls = parts.map((part, index) =>
    parseOne(index > 0 && !part.includes("://") ? `mysql://${part}` : part),
  );
  const first = urls[0] as URL;
  // `mysql://user@a,b/database?ssl=..` names them once, at its end.
  const home = new URL(first);
  const named = urls.find((url) => url.pathname.length > 1);
  if (named) home.pathname = named.pathname;
  const withParams = urls.find((url) => url.search !== "");
  return urls.map((url) =>
    toAddress(url, home, (url.search ? url : (withParams ?? url)).searchParams),
  );
}
