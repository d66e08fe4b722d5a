import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { createKeyring, generateKey } from "#server/kernel/keyring.ts";
import { checkKeyring } from "#server/storage/keyring-check.ts";
import {
  createTestDatabase,
  startClinic,
  type Body,
  type TestClinic,
} from "#test/support/clinic.ts";
import { aPatient } from "#test/support/factories.ts";
import { clinicOpener } from "../open-clinic.ts";
import type { Terminal } from "../terminal.ts";
import { backupCommand } from "./backup.ts";
import { restoreCommand } from "./restore.ts";

let clinic: TestClinic;
let folder: string;
let file: string;
let passphraseFile: string;
const key = generateKey("k1");

beforeAll(async () => {
  clinic = await startClinic();
  await aPatient(clinic);
  folder = await mkdtemp(join(tmpdir(), "chartroom-commands-"));
  file = join(folder, "clinic.backup");
  passphraseFile = join(folder, "passphrase");
  await writeFile(passphraseFile, "seven quiet gulls at noon\n");
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(async () => {
  await clinic?.close();
  await rm(folder, { recursive: true, force: true });
});

const said: Body[] = [];
const warned: string[] = [];
const terminal: Terminal = {
  interactive: false,
  say: () => undefined,
  warn: (text) => void warned.push(text),
  json: (value) => void said.push(value),
  step: (_title, work) => work(() => undefined),
};

/** `chartroom --json WORDS` on a database. @returns the document it prints */
async function chartroom(
  url: string,
  keys: string,
  ...words: string[]
): Promise<Body> {
  vi.stubEnv("MYSQL_URL", url);
  vi.stubEnv("CHARTROOM_KEYS", keys);
  vi.stubEnv("CHARTROOM_LOG_LEVEL", "silent");
  vi.stubEnv("CHARTROOM_BACKUP_PASSPHRASE", "");
  const program = new Command("chartroom").option("--json").exitOverride();
  const open = clinicOpener(terminal);
  backupCommand(program, terminal, open);
  restoreCommand(program, terminal, open);
  await program.parseAsync(["node", "chartroom", "--json", ...words]);
  return said.pop();
}

const restore = (url: string, keys: string): Promise<Body> =>
  chartroom(url, keys, "restore", file, "--passphrase-file", passphraseFile);

test("a backup is told in the audit that it holds, a restore in the one it makes", async () => {
  await checkKeyring(clinic.database.sql, createKeyring(key));
  expect(
    await chartroom(
      clinic.url,
      key,
      "backup",
      file,
      "--passphrase-file",
      passphraseFile,
    ),
  ).toMatchObject({ file, rows: expect.any(Number) });

  const target = await createTestDatabase();
  expect(await restore(target.url, key)).toMatchObject({
    ok: true,
    findings: [],
    keys_fit: true,
  });
  const restored = await startClinic({ url: target.url });
  const trail = await restored.auditTrail();
  expect(trail.slice(-2)).toMatchObject([
    { event_type: "backup_made", actor: { type: "system" } },
    { event_type: "backup_restored", actor: { type: "system" } },
  ]);
  await restored.close();
  await target.drop();
});

test("a restore without the clinic's keys says so", async () => {
  const target = await createTestDatabase();
  expect(await restore(target.url, generateKey("k9"))).toMatchObject({
    keys_fit: false,
  });
  expect(warned.at(-1)).toMatch(/key k1 is in use and missing/);
  await target.drop();
});

test("no passphrase, or a short one, is refused before anything is written", async () => {
  const other = join(folder, "other.backup");
  await expect(chartroom(clinic.url, key, "backup", other)).rejects.toThrow(
    expect.objectContaining({ detail: expect.stringMatching(/PASSPHRASE/) }),
  );
  await writeFile(join(folder, "short"), "gulls\n");
  await expect(
    chartroom(
      clinic.url,
      key,
      "backup",
      other,
      "--passphrase-file",
      join(folder, "short"),
    ),
  ).rejects.toThrow(
    expect.objectContaining({ detail: expect.stringMatching(/12 characters/) }),
  );
});
