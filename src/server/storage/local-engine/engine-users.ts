import { randomUUID } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { identify, isAlive } from "./process-identity.ts";
import type { ProcessIdentity } from "./process-identity.ts";

export interface EngineUser {
  /** Whether a living process beside this user has the server in use. */
  hasOthers(): boolean;
  leave(): void;
}

function isInUse(file: string): boolean {
  try {
    return isAlive(JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity);
  } catch {
    return false;
  }
}

/** Notes down that this process uses the server: the last user to leave stops it. Call it while holding the lock. */
export function joinEngineUsers(folder: string): EngineUser {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const mine = join(folder, `${process.pid}-${randomUUID()}.json`);
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  return {
    hasOthers: () => {
      const others = readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((file) => file !== mine);
      const living = others.filter(isInUse);
      // Left behind by processes that were killed.
      for (const file of others)
        if (!living.includes(file)) rmSync(file, { force: true });
      return living.length > 0;
    },
    leave: () => rmSync(mine, { force: true }),
  };
}
