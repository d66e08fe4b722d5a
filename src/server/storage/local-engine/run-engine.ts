import { execFile, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { EngineFolder } from "./engine-folder.ts";
import { findPrograms } from "./find-engine.ts";
import type { EngineKind, EngineProgram } from "./find-engine.ts";
import { SetUpError } from "#server/kernel/set-up-error.ts";

const run = promisify(execFile);
const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];

/** Which kind of server made the data directory, or null while there is none. */
export async function madeByKind(
  folder: EngineFolder,
): Promise<EngineKind | null> {
  if (!existsSync(folder.data)) return null;
  const made = JSON.parse(await readFile(folder.madeBy, "utf8")) as {
    kind: EngineKind;
  };
  return made.kind;
}

/** Makes the data directory: as a whole, or not at all. */
export async function makeDataDirectory(
  engine: EngineProgram,
  folder: EngineFolder,
): Promise<void> {
  await rm(folder.making, { recursive: true, force: true });
  const common = ["--no-defaults", `--datadir=${folder.making}`, ...asRoot];
  if (engine.kind === "mysql") {
    await run(engine.path, [...common, "--initialize-insecure"]);
  } else {
    const [install] = ["mariadb-install-db", "mysql_install_db"].flatMap(
      findPrograms,
    );
    if (!install) throw new SetUpError("mariadb-install-db is not installed");
    const root = "--auth-root-authentication-method=normal";
    await run(install, [...common, root, "--skip-test-db"]);
  }
  const { kind, version } = engine;
  await writeFile(folder.madeBy, JSON.stringify({ kind, version }));
  await rename(folder.making, folder.data);
}

function serverArguments(kind: EngineKind, folder: EngineFolder): string[] {
  const memory = process.env["CHARTROOM_ENGINE_MEMORY"] ?? "128M";
  if (!/^\d+[MG]$/.test(memory))
    throw new SetUpError(
      "CHARTROOM_ENGINE_MEMORY must be a size like 128M or 2G",
    );
  return [
    "--no-defaults",
    `--datadir=${folder.data}`,
    `--tmpdir=${folder.temporary}`,
    `--socket=${folder.socket}`,
    `--pid-file=${folder.pidFile}`,
    "--skip-networking",
    "--skip-log-bin",
    "--default-time-zone=+00:00",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_520_ci",
    "--max-connections=300",
    "--max-allowed-packet=64M",
    "--local-infile=ON",
    `--innodb-buffer-pool-size=${memory}`,
    "--innodb-flush-log-at-trx-commit=1",
    "--innodb-doublewrite=ON",
    ...(kind === "mysql" ? ["--mysqlx=OFF", "--performance-schema=OFF"] : []),
    ...asRoot,
  ];
}

/** Starts the server apart from this process's group and answers its pid; it is not yet ready for connections. */
export function spawnEngine(
  engine: EngineProgram,
  folder: EngineFolder,
): Promise<number> {
  // Only the last start is kept: the log is read to explain a failed one.
  const log = openSync(folder.log, "w", 0o600);
  // Detached: Ctrl-C on the terminal reaches the app, which then stops the server in order.
  const child = spawn(engine.path, serverArguments(engine.kind, folder), {
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  child.unref();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("spawn", () => resolve(child.pid as number));
  });
}

/** The end of the server's own log, which holds no data of patients. */
export function engineLogTail(folder: EngineFolder): string {
  if (!existsSync(folder.log)) return "(no log was written)";
  const lines = readFileSync(folder.log, "utf8").trimEnd().split("\n");
  return lines.slice(-15).join("\n");
}
