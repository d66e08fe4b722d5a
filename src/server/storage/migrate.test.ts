import { readFileSync } from "node:fs";
import type { RowDataPacket } from "mysql2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  scratchDatabase,
  type ScratchDatabase,
} from "#test/support/scratch-database.ts";
import { dumpSchema } from "../../../scripts/dump-schema.ts";
import {
  migrateToLatest,
  pendingMigrations,
  type MigrationProgress,
} from "./migrate.ts";
import { migrations } from "./migrations/index.ts";

const names = Object.keys(migrations);
const everyStep = names.flatMap((migration) =>
  (migrations[migration] ?? []).map((_, index) => ({
    migration,
    step: index + 1,
  })),
);

/** Dies before the statement, which leaves the database as a crash there would. */
function crashBefore(at: { migration: string; step: number }) {
  const crash: MigrationProgress = ({ migration, step }) => {
    if (migration === at.migration && step === at.step)
      throw new Error("crashed");
  };
  return crash;
}

let clean: string;
let scratch: ScratchDatabase;

beforeAll(async () => {
  scratch = await scratchDatabase("migrate");
  await migrateToLatest(scratch.database.sql);
  clean = await dumpSchema(scratch.connection);
});

afterAll(() => scratch.drop());

async function inScratch(
  work: (other: ScratchDatabase) => Promise<void>,
): Promise<void> {
  const other = await scratchDatabase("crashed");
  try {
    await work(other);
  } finally {
    await other.drop();
  }
}

describe("migrations", () => {
  it("run once, in order, and say what is still to come", () =>
    inScratch(async ({ database }) => {
      expect(await pendingMigrations(database.sql)).toEqual(names);
      expect(await migrateToLatest(database.sql)).toEqual(names);
      expect(await pendingMigrations(database.sql)).toEqual([]);
    }));

  it("show progress before each statement", () =>
    inScratch(async ({ database }) => {
      const shown: { migration: string; step: number }[] = [];
      await migrateToLatest(database.sql, ({ migration, step }) =>
        shown.push({ migration, step }),
      );
      expect(shown).toEqual(everyStep);
    }));

  it("do nothing the second time", async () => {
    const shown: string[] = [];
    const ran = await migrateToLatest(scratch.database.sql, ({ migration }) =>
      shown.push(migration),
    );
    expect([ran, shown]).toEqual([[], []]);
    expect(await dumpSchema(scratch.connection)).toBe(clean);
  });

  // Each crash is followed by a run that repeats the whole migration up to the next crash.
  it("finish after a crash before every statement, one after the other", () =>
    inScratch(async ({ database, connection }) => {
      for (const at of everyStep)
        await expect(
          migrateToLatest(database.sql, crashBefore(at)),
        ).rejects.toThrow("crashed");
      await migrateToLatest(database.sql);
      expect(await dumpSchema(connection)).toBe(clean);
    }));

  const alone = process.env["CHARTROOM_TORTURE"] ? everyStep : [];
  it.each(alone)(
    "finish after a single crash before statement $step of $migration",
    (at) =>
      inScratch(async ({ database, connection }) => {
        await expect(
          migrateToLatest(database.sql, crashBefore(at)),
        ).rejects.toThrow("crashed");
        expect(await pendingMigrations(database.sql)).toContain(at.migration);
        await migrateToLatest(database.sql);
        expect(await dumpSchema(connection)).toBe(clean);
      }),
  );

  it("finish after a crash between the last statement and the note that it ran", () =>
    inScratch(async ({ database, connection }) => {
      await migrateToLatest(database.sql);
      await connection.query("UPDATE audit_head SET seq = 7");
      await connection.query("DELETE FROM schema_migrations");
      expect(await migrateToLatest(database.sql)).toEqual(names);
      expect(await dumpSchema(connection)).toBe(clean);
      const [head] = await connection.query<RowDataPacket[]>(
        "SELECT id, seq FROM audit_head",
      );
      expect(head).toEqual([{ id: 1, seq: 7 }]);
    }));

  it("run once when two processes start together", () =>
    inScratch(async ({ database, connection }) => {
      const ran = await Promise.all([
        migrateToLatest(database.sql),
        migrateToLatest(database.sql),
      ]);
      expect(ran.flat().sort()).toEqual(names);
      expect(await dumpSchema(connection)).toBe(clean);
    }));

  it("leave a schema that its own description rebuilds", () =>
    inScratch(async ({ connection }) => {
      for (const statement of clean.split(/;\n/).filter((text) => text.trim()))
        await connection.query(statement);
      expect(await dumpSchema(connection)).toBe(clean);
    }));

  // On every engine the same text: what is written down is what each of them has.
  it("leave the schema that the documents show (else: npm run generate)", () => {
    const shown = new URL(
      "../../../docs/generated/schema.sql",
      import.meta.url,
    );
    expect(clean).toBe(readFileSync(shown, "utf8"));
  });
});
