import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createConnection } from "mysql2/promise";
import type { RowDataPacket } from "mysql2/promise";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseMysqlUrl } from "#server/storage/mysql-url.ts";
import { findEngine } from "./find-engine.ts";
import { isAlive } from "./process-identity.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { startLocalEngine } from "./start-local-engine.ts";
import type { LocalEngine } from "./start-local-engine.ts";

let folder: string;
let scratch: string;
const started: LocalEngine[] = [];
const others: ChildProcess[] = [];
const installed = findEngine() !== null;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "chartroom-engine-"));
  folder = scratch;
});

afterEach(async () => {
  for (const other of others.splice(0)) await leave(other);
  for (const engine of started.splice(0)) await engine.stop();
  await rm(scratch, { recursive: true, force: true });
});

async function start(): Promise<LocalEngine> {
  const engine = await startLocalEngine({ dataFolder: folder });
  started.push(engine);
  return engine;
}

async function otherProcess(): Promise<{ child: ChildProcess; said: object }> {
  const script = join(process.cwd(), "test/support/use-local-engine.ts");
  const child = spawn(
    process.execPath,
    ["--import", "tsx", script, "engine", folder],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  others.push(child);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, said: JSON.parse(String(line)) as object };
}

async function leave(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin?.end();
  await once(child, "exit");
}

async function query(engine: LocalEngine, sql: string): Promise<unknown[]> {
  const [address = {}] = parseMysqlUrl(engine.url);
  const connection = await createConnection(address);
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return Array.isArray(rows) ? rows.map((row) => Object.values(row)) : [];
  } finally {
    await connection.end();
  }
}

async function serverProcess(): Promise<ProcessIdentity> {
  const note = await readFile(join(folder, "engine/running.json"), "utf8");
  return JSON.parse(note) as ProcessIdentity;
}

async function until(what: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await what().catch(() => false))) {
    if (Date.now() > deadline) throw new Error("waited 20 s in vain");
    await sleep(50);
  }
}

const inLocalEngine = test.runIf(installed);

inLocalEngine("keeps what was committed over a stop and a start", async () => {
  const engine = await start();
  await query(engine, "CREATE TABLE kept (id INT PRIMARY KEY)");
  await query(engine, "INSERT INTO kept VALUES (42)");
  const server = await serverProcess();
  await engine.stop();
  started.pop();
  expect(isAlive(server)).toBe(false);
  expect(await query(await start(), "SELECT id FROM kept")).toEqual([[42]]);
});

inLocalEngine("listens on no network and flushes every commit", async () => {
  const engine = await start();
  expect(
    await query(
      engine,
      "SELECT @@skip_networking, @@innodb_flush_log_at_trx_commit, @@innodb_doublewrite, @@session.time_zone",
    ),
  ).toEqual([[1, 1, expect.anything(), "+00:00"]]);
});

inLocalEngine(
  "is shared with a second process, whose end leaves it running",
  async () => {
    const engine = await start();
    expect(engine.owner).toBe(true);
    const { child, said } = await otherProcess();
    expect(said).toEqual({ owner: false });
    await leave(child);
    expect(await query(engine, "SELECT 1")).toEqual([[1]]);
  },
);

inLocalEngine(
  "stays for the second process when the first one stops, and ends with the last",
  async () => {
    const engine = await start();
    const { child } = await otherProcess();
    const server = await serverProcess();
    await engine.stop();
    started.pop();
    expect(isAlive(server)).toBe(true);
    await leave(child);
    expect(isAlive(server)).toBe(false);
  },
);

inLocalEngine(
  "takes over the server that a killed app left behind",
  async () => {
    const { child } = await otherProcess();
    const left = await serverProcess();
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isAlive(left)).toBe(true);
    const engine = await start();
    expect(engine.owner).toBe(true);
    expect(await serverProcess()).toEqual(left);
    await engine.stop();
    started.pop();
    expect(isAlive(left)).toBe(false);
  },
);

inLocalEngine(
  "brings back a server that was killed, with all that was acknowledged",
  async () => {
    const engine = await start();
    await query(engine, "CREATE TABLE kept (id INT PRIMARY KEY)");
    for (let id = 1; id <= 20; id++)
      await query(engine, `INSERT INTO kept VALUES (${id})`);
    const killed = await serverProcess();
    process.kill(killed.pid, "SIGKILL");
    await until(async () => (await query(engine, "SELECT 1")).length === 1);
    expect(await query(engine, "SELECT COUNT(*) FROM kept")).toEqual([[20]]);
    expect((await serverProcess()).pid).not.toBe(killed.pid);
  },
);

inLocalEngine("starts once for many who ask at the same moment", async () => {
  const engines = await Promise.all([start(), start(), start()]);
  expect(engines.filter((engine) => engine.owner)).toHaveLength(1);
  expect(new Set(engines.map((engine) => engine.url)).size).toBe(1);
});

inLocalEngine("makes an interrupted data directory anew", async () => {
  const half = join(folder, "engine/data.making");
  await mkdir(half, { recursive: true });
  await writeFile(join(half, "ibdata1"), "half a file");
  expect(await query(await start(), "SELECT 1")).toEqual([[1]]);
});

inLocalEngine("works in a folder too deep for a socket", async () => {
  folder = join(scratch, "deep".repeat(30));
  const engine = await start();
  expect(await query(engine, "SELECT 1")).toEqual([[1]]);
});

inLocalEngine("shows the server's own words when it cannot start", async () => {
  await (await start()).stop();
  started.pop();
  await writeFile(join(folder, "engine/data/ibdata1"), "ruined");
  await expect(start()).rejects.toThrow(/did not start on [\s\S]*ibdata1/);
});
