import { setTimeout as sleep } from "node:timers/promises";
import { engineFolder } from "./engine-folder.ts";
import type { EngineFolder } from "./engine-folder.ts";
import { joinEngineUsers } from "./engine-users.ts";
import { endEngine, ensureRunning } from "./ensure-running.ts";
import type { OnProgress, RunningEngine } from "./ensure-running.ts";
import type { EngineKind } from "./find-engine.ts";
import { tryLockFile } from "./lock-file.ts";
import { isAlive } from "./process-identity.ts";

export interface LocalEngine {
  /** For parseMysqlUrl: `mysql://root@localhost/chartroom?socketPath=...`; the database exists. */
  url: string;
  kind: EngineKind;
  version: string;
  /** False when another living process had the server in use already. */
  owner: boolean;
  /** Leaves the server; the last of its users ends it. Close your connections first. */
  stop(): Promise<void>;
}

export interface LocalEngineOptions {
  dataFolder: string;
  onProgress?: OnProgress;
}

// Where there is no /proc, a look costs a process.
const WATCH_EVERY_MS = process.platform === "linux" ? 250 : 2000;
const LONGEST_BACKOFF_MS = 30_000;

async function whileLocked<T>(
  folder: EngineFolder,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const { release } = tryLockFile(folder.lock, "engine");
    if (!release) {
      await sleep(50);
      continue;
    }
    try {
      return await work();
    } finally {
      release();
    }
  }
}

/** Brings the server back when it ends unasked; connections then find it again at the same socket. */
function watch(
  folder: EngineFolder,
  first: RunningEngine,
  onProgress: OnProgress,
): { current: () => RunningEngine; end: () => void } {
  let current = first;
  let ended = false;
  const loop = async (): Promise<void> => {
    let backoff = WATCH_EVERY_MS;
    while (!ended) {
      await sleep(backoff, undefined, { ref: false });
      if (ended || isAlive(current.process)) continue;
      try {
        onProgress("The private database server ended; starting it again");
        current = await whileLocked(folder, async () =>
          ended ? current : ensureRunning(folder, onProgress),
        );
        backoff = WATCH_EVERY_MS;
      } catch (error) {
        onProgress((error as Error).message);
        backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
      }
    }
  };
  void loop();
  return {
    current: () => current,
    end: () => {
      ended = true;
    },
  };
}

/**
 * Starts or joins the private database server of a data folder: unix socket only, durable, shared by every process
 * on that folder, brought back when it is killed. Throws an Error that says why when it cannot start.
 */
export async function startLocalEngine({
  dataFolder,
  onProgress = () => {},
}: LocalEngineOptions): Promise<LocalEngine> {
  const folder = engineFolder(dataFolder);
  const { user, owner, running } = await whileLocked(folder, async () => {
    const user = joinEngineUsers(folder.users);
    try {
      const running = await ensureRunning(folder, onProgress);
      return { user, running, owner: !user.hasOthers() };
    } catch (error) {
      user.leave();
      throw error;
    }
  });
  const watcher = watch(folder, running, onProgress);
  return {
    url: `mysql://root@localhost/chartroom?socketPath=${encodeURIComponent(folder.socket)}`,
    kind: running.kind,
    version: running.version,
    owner,
    stop: async () => {
      watcher.end();
      await whileLocked(folder, async () => {
        user.leave();
        if (!user.hasOthers())
          await endEngine(folder, watcher.current().process);
      });
    },
  };
}
