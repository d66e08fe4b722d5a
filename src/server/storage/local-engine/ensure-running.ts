import { existsSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createConnection } from "mysql2/promise";
import type { RowDataPacket } from "mysql2/promise";
import { ownFolder } from "./engine-folder.ts";
import type { EngineFolder } from "./engine-folder.ts";
import { findEngine } from "./find-engine.ts";
import type { EngineKind, EngineProgram } from "./find-engine.ts";
import { identify, isAlive } from "./process-identity.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import {
  engineLogTail,
  madeByKind,
  makeDataDirectory,
  spawnEngine,
} from "./run-engine.ts";
import { SetUpError } from "#server/kernel/set-up-error.ts";

export type OnProgress = (message: string) => void;

export interface RunningEngine {
  process: ProcessIdentity;
  kind: EngineKind;
  /** The server's own `VERSION()`. */
  version: string;
}

const DATABASE =
  "CREATE DATABASE IF NOT EXISTS chartroom CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci";

async function askVersion(socketPath: string): Promise<string | null> {
  if (!existsSync(socketPath)) return null;
  try {
    const connection = await createConnection({ socketPath, user: "root" });
    try {
      await connection.query(DATABASE);
      const [rows] = await connection.query<RowDataPacket[]>(
        "SELECT VERSION() AS version",
      );
      return String(rows[0]?.["version"]);
    } finally {
      connection.destroy();
    }
  } catch {
    return null;
  }
}

function lastStarted(folder: EngineFolder): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(folder.running, "utf8")) as ProcessIdentity;
  } catch {
    return null;
  }
}

/** Recovery after a crash may take minutes on much data, so waiting ends only with an answer or the server's end. */
async function untilAnswers(
  folder: EngineFolder,
  server: ProcessIdentity,
): Promise<string | null> {
  for (;;) {
    const version = await askVersion(folder.socket);
    if (version) return version;
    if (!isAlive(server)) return null;
    await sleep(30);
  }
}

async function adopt(folder: EngineFolder): Promise<RunningEngine | null> {
  const kind = await madeByKind(folder);
  const known = lastStarted(folder);
  if (!kind) return null;
  if (known && isAlive(known)) {
    const version = await untilAnswers(folder, known);
    return version ? { process: known, kind, version } : null;
  }
  // Our note is lost, but a server that answers here is ours: its own pid file names it.
  const version = await askVersion(folder.socket);
  if (!version) return null;
  const pid = Number(readFileSync(folder.pidFile, "utf8"));
  return { process: identify(pid), kind, version };
}

async function chooseEngine(folder: EngineFolder): Promise<EngineProgram> {
  const made = await madeByKind(folder);
  const engine = findEngine(made ?? undefined);
  if (engine) return engine;
  throw new SetUpError(
    made
      ? `The data in ${folder.home} was made by ${made}, which is not installed (any more)`
      : "No database server found: install MariaDB (mariadbd) or MySQL (mysqld), or set MYSQL_URL",
  );
}

function whyNot(engine: EngineProgram, folder: EngineFolder): Error {
  const log = engineLogTail(folder);
  const confined =
    /errno: 13|Errcode: 13|Permission denied/.test(log) &&
    existsSync("/etc/apparmor.d/usr.sbin.mysqld")
      ? "\nAppArmor may confine mysqld to /var/lib/mysql: install MariaDB instead, or allow this folder."
      : "";
  return new SetUpError(
    `${engine.path} did not start on ${folder.data}:\n${log}${confined}`,
  );
}

/**
 * Answers the server of this folder: the one that already runs (also one left behind by a killed app), else a new one.
 * Call it while holding the engine's lock. Throws an Error with the end of the server's log.
 */
export async function ensureRunning(
  folder: EngineFolder,
  onProgress: OnProgress,
): Promise<RunningEngine> {
  const adopted = await adopt(folder);
  if (adopted) return adopted;
  const engine = await chooseEngine(folder);
  const name = `${engine.kind === "mariadb" ? "MariaDB" : "MySQL"} ${engine.version}`;
  if (!existsSync(folder.data)) {
    onProgress(`Making the database folder (${name})`);
    await makeDataDirectory(engine, folder);
  }
  // MySQL refuses a socket's lock file whose pid meanwhile belongs to any other process.
  for (const left of [folder.socket, `${folder.socket}.lock`, folder.pidFile])
    rmSync(left, { force: true });
  ownFolder(dirname(folder.socket));
  onProgress(`Starting the private database server (${name})`);
  const server = identify(await spawnEngine(engine, folder));
  await writeFile(folder.running, JSON.stringify(server));
  const version = await untilAnswers(folder, server);
  if (!version) throw whyNot(engine, folder);
  return { process: server, kind: engine.kind, version };
}

/** Asks the server to end in order and waits for it; recovery makes even the kill after `patience` ms harmless. */
export async function endEngine(
  folder: EngineFolder,
  server: ProcessIdentity,
  patience = 60_000,
): Promise<void> {
  const deadline = Date.now() + patience;
  if (isAlive(server)) process.kill(server.pid, "SIGTERM");
  while (isAlive(server)) {
    if (Date.now() > deadline) process.kill(server.pid, "SIGKILL");
    await sleep(20);
  }
  rmSync(folder.running, { force: true });
  const socketFolder = dirname(folder.socket);
  if (socketFolder !== folder.home)
    rmSync(socketFolder, { recursive: true, force: true });
}
