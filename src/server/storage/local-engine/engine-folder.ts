import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SetUpError } from "#server/kernel/set-up-error.ts";

/** Where the private engine keeps what, all absolute paths. */
export interface EngineFolder {
  home: string;
  data: string;
  /** Made aside and renamed to `data` when whole, so that a crash leaves no half data directory. */
  making: string;
  /** Large sorts spill rows to disk: here, not where every user and server of the machine meets. */
  temporary: string;
  log: string;
  socket: string;
  pidFile: string;
  /** Which program made the data: `{ kind, version }`. */
  madeBy: string;
  /** The running server's process identity. */
  running: string;
  /** Held while somebody starts or stops the server. */
  lock: string;
  /** One file a process that uses the server. */
  users: string;
}

const LONGEST_SOCKET_PATH = 100;

/** Makes a folder that only this user can enter, and answers its path. */
export function ownFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(path);
  if (process.getuid && uid !== process.getuid())
    throw new SetUpError(`${path} belongs to another user`);
  // Whoever reaches the socket is root of the database: the folder is the password.
  chmodSync(path, 0o700);
  return path;
}

function socketIn(home: string): string {
  const here = join(home, "engine.sock");
  if (Buffer.byteLength(here) < LONGEST_SOCKET_PATH) return here;
  const name = createHash("sha256").update(home).digest("hex").slice(0, 16);
  return join(tmpdir(), `chartroom-${name}`, "engine.sock");
}

/** Makes the engine's folder inside the data folder and names everything in it. */
export function engineFolder(dataFolder: string): EngineFolder {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const home = ownFolder(join(realpathSync(dataFolder), "engine"));
  return {
    home,
    data: join(home, "data"),
    making: join(home, "data.making"),
    temporary: ownFolder(join(home, "tmp")),
    log: join(home, "engine.log"),
    socket: socketIn(home),
    pidFile: join(home, "engine.pid"),
    madeBy: join(home, "made-by.json"),
    running: join(home, "running.json"),
    lock: join(home, "engine.lock"),
    users: join(home, "users"),
  };
}
