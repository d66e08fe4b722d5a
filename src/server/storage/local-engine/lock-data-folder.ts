import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { tryLockFile } from "./lock-file.ts";

/** Another running process serves from this data folder. */
export class DataFolderInUse extends Error {
  override readonly name = "DataFolderInUse";
}

/**
 * Holds a data folder for one purpose (`serve`) until the answered function is called or this process ends, however
 * it ends. Throws DataFolderInUse, which says who holds it, when another process does.
 */
export function lockDataFolder(folder: string, purpose: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { release, heldBy } = tryLockFile(
    join(folder, `${purpose}.lock`),
    purpose,
  );
  if (release) return release;
  throw new DataFolderInUse(
    `Chartroom already runs on ${folder} (process ${heldBy.pid}). ` +
      "Stop that one first, or name another folder in CHARTROOM_DATA.",
  );
}
