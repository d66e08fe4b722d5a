import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { openBenchDatabase, program, root } from "./bench-database.ts";
import { prepareFixture } from "./fixture.ts";
import type { BenchOptions } from "./options.ts";
import { seededRandom } from "./search-data.ts";
import { startServer, type Server } from "./server-process.ts";
import type { Bench } from "./workload.ts";

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Our server as `npm run build` makes it; `token` opens the first patient, which is its first answer. */
export async function startOurs(
  database: { readonly url: string; readonly keys: string },
  token: string,
  profile?: string,
): Promise<Server> {
  const port = await freePort();
  return startServer(
    [
      ...(profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : []),
      program,
      "serve",
    ],
    {
      MYSQL_URL: database.url,
      CHARTROOM_KEYS: database.keys,
      CHARTROOM_LOG_LEVEL: "warn",
      PORT: String(port),
    },
    { url: `http://127.0.0.1:${port}`, path: "/api/v1/patients/1", token },
  );
}

async function startThin(url: string): Promise<Server> {
  const port = await freePort();
  return startServer(
    ["--import", "tsx", join(root, "bench/support/thin-server.ts")],
    { MYSQL_URL: url, PORT: String(port) },
    { url: `http://127.0.0.1:${port}`, path: "/patients/1" },
  );
}

export interface OpenBench extends Bench {
  readonly version: string;
  close(): Promise<void>;
}

/** Engine, data, our server and the thin one. */
export async function openBench(
  size: BenchOptions["size"],
  profile?: string,
): Promise<OpenBench> {
  const database = await openBenchDatabase(size);
  const driver = mysql.createPool({
    uri: database.url,
    connectionLimit: 16,
    dateStrings: true,
    timezone: "Z",
  });
  const fixture = await prepareFixture(driver);
  const token = fixture.headers.authorization.slice("Bearer ".length);
  const ours = await startOurs(database, token, profile);
  const thin = await startThin(database.url);
  const small = size === "L" ? await openBench("S") : undefined;
  return {
    url: database.url,
    keys: database.keys,
    version: database.version,
    ours,
    thin,
    driver,
    fixture,
    random: seededRandom(1_987),
    small,
    async close() {
      await small?.close();
      await Promise.all([ours.stop(), thin.stop()]);
      await driver.end();
      await database.stop();
    },
  };
}
