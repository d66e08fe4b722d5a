import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import mysql from "mysql2/promise";
import { generateKey } from "#server/kernel/keyring.ts";
import { startEngine } from "../../scripts/test-engines/start-engine.mjs";

export interface BenchDatabase {
  readonly url: string;
  readonly keys: string;
  readonly version: string;
  stop(): Promise<void>;
}

const sizes = {
  S: { patients: 10_000, appointments: 50_000, pool: "512M" },
  L: { patients: 1_000_000, appointments: 10_000_000, pool: "6G" },
} as const;

const gigabyte = 1024 ** 3;
const bytes = (size: string): number =>
  size.endsWith("G") ? parseInt(size) * gigabyte : parseInt(size) * 1024 ** 2;

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const program = join(root, "dist/chartroom.mjs");

/** Keys that stay: the database remembers which one it was opened with. */
function keysIn(folder: string): string {
  const file = join(folder, "keys");
  if (!existsSync(file)) writeFileSync(file, generateKey("bench"));
  return readFileSync(file, "utf8");
}

function runProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env["PATH"] ?? "", ...env },
      stdio: ["ignore", 2, 2],
    });
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`${args[0]} ended: ${code}`)),
    );
  });
}

async function prepare(
  server: string,
  size: keyof typeof sizes,
  url: string,
  keys: string,
): Promise<void> {
  const { patients, appointments, pool } = sizes[size];
  const admin = await mysql.createConnection(server);
  await admin.query("SET GLOBAL innodb_buffer_pool_size = ?", [bytes(pool)]);
  if (size === "L")
    await admin.query("SET GLOBAL innodb_log_file_size = ?", [2 * gigabyte]);
  await admin.query("CREATE DATABASE IF NOT EXISTS clinic");
  const [filled] = await admin.query<mysql.RowDataPacket[]>(
    "SELECT 1 FROM information_schema.tables WHERE table_schema = 'clinic' AND table_name = 'bench_filled'",
  );
  const env = { MYSQL_URL: url, CHARTROOM_KEYS: keys };
  if (filled.length === 0) {
    const numbers = ["--patients", patients, "--appointments", appointments];
    await runProgram(["seed", ...numbers.map(String)], env);
    await admin.query("CREATE TABLE clinic.bench_filled (id INT PRIMARY KEY)");
  } else await runProgram(["migrate"], env);
  await admin.end();
}

/** Our own durable MariaDB with a filled clinic, kept in .cache/bench-S or -L for the next time. */
export async function openBenchDatabase(
  size: keyof typeof sizes,
): Promise<BenchDatabase> {
  const folder = join(root, `.cache/bench-${size}`);
  mkdirSync(folder, { recursive: true });
  const engine = await startEngine("mariadb", { folder, durable: true });
  if (engine.notRun !== undefined) throw new Error(engine.notRun);
  const server = engine.urls[0] ?? "";
  const url = `${server}/clinic`;
  const keys = keysIn(folder);
  await prepare(server, size, url, keys);
  return { url, keys, version: engine.version, stop: engine.stop };
}
