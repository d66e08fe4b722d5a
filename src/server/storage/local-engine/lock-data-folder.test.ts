import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DataFolderInUse, lockDataFolder } from "./lock-data-folder.ts";
import { identify } from "./process-identity.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chartroom-lock-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function contender(): ChildProcess {
  const script = join(process.cwd(), "test/support/use-local-engine.ts");
  return spawn(process.execPath, ["--import", "tsx", script, "lock", folder], {
    stdio: ["pipe", "pipe", "ignore"],
  });
}

/** Whether that process got the lock. */
async function outcome(child: ChildProcess): Promise<boolean> {
  const got = once(child.stdout as NodeJS.EventEmitter, "data");
  const ended = once(child, "exit");
  return Promise.race([got.then(() => true), ended.then(() => false)]);
}

async function killAll(children: ChildProcess[]): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}

test("a second serve on the folder is told who has it", () => {
  const release = lockDataFolder(folder, "serve");
  expect(() => lockDataFolder(folder, "serve")).toThrow(DataFolderInUse);
  expect(() => lockDataFolder(folder, "serve")).toThrow(String(process.pid));
  release();
  lockDataFolder(folder, "serve")();
});

test("different purposes do not hinder each other", () => {
  const release = lockDataFolder(folder, "serve");
  lockDataFolder(folder, "restore")();
  release();
});

test("releasing twice does not take the lock from the next holder", () => {
  const release = lockDataFolder(folder, "serve");
  release();
  const next = lockDataFolder(folder, "serve");
  release();
  expect(() => lockDataFolder(folder, "serve")).toThrow(DataFolderInUse);
  next();
});

test("a lock whose pid now belongs to another process is free", async () => {
  const stale = { ...identify(process.pid), started: "1@before", token: "x" };
  await writeFile(join(folder, "serve.lock"), JSON.stringify(stale));
  lockDataFolder(folder, "serve")();
});

test("a damaged lock is free", async () => {
  await writeFile(join(folder, "serve.lock"), "");
  lockDataFolder(folder, "serve")();
  expect(existsSync(join(folder, "serve.lock"))).toBe(false);
});

test("of several processes that find a dead one's lock exactly one gets it", async () => {
  const dead = contender();
  expect(await outcome(dead)).toBe(true);
  await killAll([dead]);
  const contenders = [1, 2, 3, 4].map(contender);
  const got = await Promise.all(contenders.map(outcome));
  await killAll(contenders);
  expect(got.filter(Boolean)).toHaveLength(1);
});
