import { afterAll, beforeAll, expect, test } from "vitest";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "#server/config.ts";
import { generateKey } from "#server/kernel/keyring.ts";
import { restoreBackup } from "#server/storage/backup/restore-backup.ts";
import { writeBackup } from "#server/storage/backup/write-backup.ts";
import { openStorage } from "#server/storage/open-storage.ts";
import { parseMysqlUrl, type MysqlAddress } from "#server/storage/mysql-url.ts";
import { chainFaults, entryFaults } from "#test/support/audit-faults.ts";
import {
  createTestDatabase,
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import { plantAwkwardRows } from "#test/support/awkward-rows.ts";
import { calendarFaults } from "#test/support/overlaps.ts";
import { randomPauses } from "#test/support/random-pauses.ts";
import { runSql } from "#test/support/run-sql.ts";
import {
  serverProgram,
  type RunningServer,
} from "#test/support/running-server.ts";
import { trials } from "#test/support/trials.ts";
import { urlFor } from "#test/support/two-servers.ts";
import { halves } from "#test/support/written-faults.ts";
import { someWriters, type Send, type Writers } from "#test/support/writers.ts";

const ROUNDS = trials(20);
const WRITERS = 4;
const passphrase = "a clerk counts seven quiet gulls";
const program = "test";
/** Rows that are never changed once written. */
const lasting = [
  "appointments",
  "patients",
  "payment_receipts",
  "audit_logs",
  "patient_search_names",
  "printed_documents",
];
const passing = new Set([
  "sessions",
  "throttles",
  "idempotency_keys",
  "schema_migrations",
  "schema_migration_lock",
]);

let clinic: TestClinic;
let desk: Person;
let server: RunningServer;
let writers: Writers;
let folder: string;
let files = 0;
/** Bookings acknowledged while a backup was being written. */
let meanwhile = 0;

const addressOf = (url: string): MysqlAddress => parseMysqlUrl(url)[0]!;
const nameOf = (url: string): string => addressOf(url).database!;
const newFile = (): string => join(folder, `${(files += 1)}.backup`);
const send: Send = (write) =>
  server.send(desk.token, "POST", write.path, write.body, write.headers);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chartroom-backup-"));
  clinic = await startClinic();
  desk = await clinic.signIn("front_desk");
  const bundle = await serverProgram();
  server = await bundle.start({
    url: urlFor(clinic, 0),
    keys: generateKey("test"),
  });
  bundle.remove();
  writers = await someWriters(clinic, desk, WRITERS);
  await plantAwkwardRows(clinic);
});
afterAll(async () => {
  await server?.stop();
  await clinic?.close();
  await rm(folder, { recursive: true, force: true });
});

const backUp = (file = newFile()) =>
  writeBackup({ address: addressOf(clinic.url), file, passphrase, program });

/** @returns the file, and the bookings that were acknowledged before it was begun */
async function backUpWhileWriting(
  wait: () => Promise<void>,
): Promise<{ file: string; acknowledged: number[] }> {
  const until = { stopped: false };
  const writing = writers.write(send, until);
  try {
    await wait();
    const acknowledged = writers.acknowledged("booking").map(({ id }) => id);
    const { file } = await backUp();
    meanwhile += writers.acknowledged("booking").length - acknowledged.length;
    return { file, acknowledged };
  } finally {
    until.stopped = true;
    await writing;
  }
}

/** A database of its own with the backup in it, for as long as the work takes. */
async function inRestored(
  file: string,
  work: (database: string, url: string) => Promise<void>,
): Promise<void> {
  const target = await createTestDatabase();
  try {
    const { tables } = await restoreBackup({
      address: addressOf(target.url),
      file,
      passphrase,
    });
    expect(tables.length).toBeGreaterThan(30);
    await work(nameOf(target.url), target.url);
  } finally {
    await target.drop();
  }
}

/** Rows of the restored table that the source does not hold, column by column; both are on one server. */
async function strangers(table: string, restored: string): Promise<number> {
  const columns = await runSql<{ name: string }>(
    clinic,
    "select column_name as name from information_schema.columns where table_schema = ? and table_name = ?",
    restored,
    table,
  );
  const same = columns.map(({ name }) => `s.\`${name}\` <=> r.\`${name}\``);
  const [row] = await runSql<{ count: number }>(
    clinic,
    `select count(*) as count from ${restored}.${table} r
      where not exists (select 1 from ${nameOf(clinic.url)}.${table} s where ${same.join(" and ")})`,
  );
  return Number(row!.count);
}

test(
  `a backup while ${WRITERS} write, restored elsewhere, is one moment of the clinic: ${ROUNDS} rounds`,
  { timeout: 60_000 + ROUNDS * 20_000 },
  async () => {
    const pause = randomPauses();
    for (let round = 0; round < ROUNDS; round += 1) {
      const { file, acknowledged } = await backUpWhileWriting(() =>
        pause(0, 100),
      );
      await inRestored(file, async (restored, url) => {
        for (const table of lasting)
          expect([table, await strangers(table, restored)]).toEqual([table, 0]);
        const other = await startClinic({ url });
        try {
          const visits = await runSql<{ id: number }>(
            other,
            "select id from appointments",
          );
          const ids = visits.map(({ id }) => id);
          expect([
            ...(await chainFaults(other)),
            ...(await calendarFaults(other)),
            ...(await halves(other)),
            ...(await entryFaults(other, "appointment_booked", ids)),
            ...acknowledged.filter((id) => !ids.includes(id)),
          ]).toEqual([]);
        } finally {
          await other.close();
        }
      });
      await rm(file);
    }
    expect(meanwhile).toBeGreaterThan(ROUNDS);
  },
);

test("at rest the restored clinic is the same, table by table and byte by byte", async () => {
  await writers.settle(send);
  await server.stop();
  expect(await chainFaults(clinic)).toEqual([]);
  const { file, tables } = await backUp();
  await inRestored(file, async (restored) => {
    const names = await runSql<{ name: string }>(
      clinic,
      "select table_name as name from information_schema.tables where table_schema = ?",
      nameOf(clinic.url),
    );
    for (const { name } of names) {
      if (passing.has(name)) continue;
      const [here] = await runSql<{ count: number }>(
        clinic,
        `select count(*) as count from ${name}`,
      );
      const told = tables.find((table) => table.name === name)?.rows;
      expect([name, told]).toEqual([name, Number(here!.count)]);
      // The lease of whoever seals the audit moves on.
      if (name !== "audit_head")
        expect([name, await strangers(name, restored)]).toEqual([name, 0]);
    }
  });
});

test("the file shows nothing without its passphrase, and nothing at all once damaged", async () => {
  const { file } = await backUp();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const whole = await readFile(file);
  expect(whole.includes("Quay")).toBe(false);
  const target = await createTestDatabase();
  const restore = (more: object) =>
    restoreBackup({
      address: addressOf(target.url),
      file,
      passphrase,
      ...more,
    });
  try {
    await expect(
      restore({ passphrase: "another one altogether" }),
    ).rejects.toThrow(/passphrase/);
    const damaged = newFile();
    for (const at of [
      0,
      9,
      40,
      Math.floor(whole.length / 2),
      whole.length - 1,
    ]) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1;
      await writeFile(damaged, bytes);
      await expect(restore({ file: damaged }), `byte ${at}`).rejects.toThrow(
        /BackupError|backup|passphrase/,
      );
    }
    for (const length of [0, 20, whole.length - 30, whole.length - 1]) {
      await writeFile(damaged, whole.subarray(0, length));
      await expect(
        restore({ file: damaged }),
        `${length} bytes`,
      ).rejects.toThrow(/backup/i);
    }
    await writeFile(damaged, Buffer.concat([whole, whole]));
    await expect(restore({ file: damaged })).rejects.toThrow(
      /damaged|cut short/,
    );
    const rows = await runSql(
      clinic,
      "select 1 from information_schema.tables where table_schema = ?",
      nameOf(target.url),
    );
    expect(rows).toEqual([]);
  } finally {
    await target.drop();
  }
});

test("a restore that broke off is refused to everybody until it is done again", async () => {
  const { file } = await backUp();
  const target = await createTestDatabase();
  const config = readConfig({ MYSQL_URL: target.url });
  const again = (onProgress?: (text: string) => void) =>
    restoreBackup({
      address: addressOf(target.url),
      file,
      passphrase,
      ...(onProgress ? { onProgress } : {}),
    });
  try {
    await expect(
      again((text) => {
        if (text === "patients") throw new Error("power cut");
      }),
    ).rejects.toThrow("power cut");
    const storage = await openStorage(config);
    await expect(storage.migrate()).rejects.toThrow(/broken off/);
    const accounts = await storage.database.sql
      .selectFrom("accounts")
      .select("id")
      .execute();
    expect(accounts).toEqual([]);
    await again();
    expect(await storage.migrate()).toEqual([]);
    await storage.close();
  } finally {
    await target.drop();
  }
});

test("what is there already is never written over: neither a file nor a clinic", async () => {
  const { file } = await backUp();
  await expect(backUp(file)).rejects.toThrow(/exists already/);
  await expect(
    restoreBackup({ address: addressOf(clinic.url), file, passphrase }),
  ).rejects.toThrow(/not empty/);
});
