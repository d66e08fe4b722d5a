import { randomUUID } from "node:crypto";
import {
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { identify, isAlive } from "./process-identity.ts";
import type { ProcessIdentity } from "./process-identity.ts";

export interface LockHolder extends ProcessIdentity {
  purpose: string;
  token: string;
}

export type LockResult =
  | { release: () => void; heldBy?: undefined }
  | { release?: undefined; heldBy: LockHolder };

function readHolder(path: string): LockHolder | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as LockHolder;
  } catch {
    return null;
  }
}

function linkIfFree(from: string, path: string): boolean {
  try {
    linkSync(from, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function removeStale(path: string, stale: LockHolder | null): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  // Another process may have replaced the stale lock between our look and our move: give it back.
  if (readHolder(aside)?.token !== stale?.token) linkIfFree(aside, path);
  rmSync(aside, { force: true });
}

/**
 * Takes a lock file for this process without waiting: answers how to release it, or who holds it. A lock whose
 * process has ended, even by kill -9, counts as free.
 */
export function tryLockFile(path: string, purpose: string): LockResult {
  const mine = { ...identify(process.pid), purpose, token: randomUUID() };
  const draft = `${path}.${mine.token}`;
  // Linked into place when complete: a lock file is never seen half written.
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      if (!linkIfFree(draft, path)) {
        const holder = readHolder(path);
        if (holder && isAlive(holder)) return { heldBy: holder };
        removeStale(path, holder);
        pause(20);
        continue;
      }
      pause(5);
      if (readHolder(path)?.token === mine.token) break;
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release: () => {
      if (readHolder(path)?.token === mine.token) rmSync(path, { force: true });
    },
  };
}
