import { sql } from "kysely";
import { randomUUID } from "node:crypto";
import type { OpenDatabase, Sql } from "../database.ts";
import { marks, runStatement } from "../run-statement.ts";
import { isStorageError } from "../storage-error.ts";
import { batchCharacters, batchSize, sealBatch } from "./seal-batch.ts";
import type { SealedRow } from "./seal-batch.ts";

/** An entry with its place in the chain, ready for `audit_logs`. */
export type SequencedEntry = Omit<SealedRow, "id">;

/** Puts sealed entries into `audit_logs`; a repeat changes nothing. */
export type Deliver = (entries: readonly SequencedEntry[]) => Promise<void>;

export interface Sequencer {
  /** Seals and delivers everything committed so far. @returns how many were delivered */
  drain(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

/** Between two batches that were not full: what arrives meanwhile shares the statements of one. */
const pauseMs = 200;
const leaseSeconds = 5;

/**
 * Takes committed entries out of the outbox, chains them and delivers them. Any process
 * may run one: the lease keeps them from wasting work, the compare-and-set on
 * `audit_head` keeps the chain single even when a frozen process wakes up later.
 */
export function createSequencer(
  database: OpenDatabase,
  deliver: Deliver,
  onFault: (error: unknown) => void = () => undefined,
): Sequencer {
  const token = randomUUID();
  let running: Promise<void> | undefined;
  let stopped = false;
  let wake: (() => void) | undefined;

  // True while something may have been sealed and then not delivered.
  let behind = true;

  /** Seals and delivers one batch, or delivers what somebody sealed before. */
  const step = async (): Promise<readonly SealedRow[]> => {
    const db = database.sql;
    let rows = behind ? await sealedBefore(db) : [];
    if (rows.length === 0) rows = await sealBatch(db);
    if (rows.length === 0) rows = await sealedBefore(db);
    if (rows.length === 0) return rows;
    behind = true;
    await deliver(rows);
    await forget(db, rows);
    behind = false;
    return rows;
  };

  const drain = async (): Promise<number> => {
    let total = 0;
    for (;;) {
      const { length } = await step();
      if (length === 0) return total;
      total += length;
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopped) {
      try {
        // An idle clinic writes nothing: the lease is asked for when there is work.
        const busy =
          (await hasWork(database.sql)) &&
          (await holdsLease(database.sql, token));
        if (busy && isFull(await step())) continue;
      } catch (error) {
        behind = true;
        if (isStorageError(error, "lost")) database.moveOn();
        if (!isStorageError(error, "retry")) onFault(error);
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, pauseMs).unref();
      });
    }
  };

  return {
    drain,
    start() {
      stopped = false;
      running ??= loop();
    },
    async stop() {
      stopped = true;
      wake?.();
      await running;
      running = undefined;
    },
  };
}

/** Whether more of the same is likely to wait. */
function isFull(rows: readonly SealedRow[]): boolean {
  if (rows.length >= batchSize) return true;
  const characters = rows.reduce((sum, row) => sum + row.document.length, 0);
  return characters > batchCharacters / 2;
}

async function hasWork(db: Sql): Promise<boolean> {
  const row = await db
    .selectFrom("outbox")
    .select("id")
    .where("poisoned_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function holdsLease(db: Sql, token: string): Promise<boolean> {
  const result = await db
    .updateTable("audit_head")
    .set({
      claimed_by: token,
      claimed_until: sql<string>`utc_timestamp(6) + interval ${sql.lit(leaseSeconds)} second`,
    })
    .where("id", "=", 1)
    .where((where) =>
      where.or([
        where("claimed_by", "=", token),
        where("claimed_until", "is", null),
        where("claimed_until", "<", sql<string>`utc_timestamp(6)`),
      ]),
    )
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Sealed and not delivered, by whomever. */
async function sealedBefore(db: Sql): Promise<SealedRow[]> {
  return runStatement<SealedRow>(
    db,
    `select id, event_id, entry as document, seq from outbox where seq is not null order by seq limit ${batchSize}`,
    [],
  );
}

/** A crash before this repeats the delivery, which changes nothing. */
async function forget(db: Sql, rows: readonly SealedRow[]): Promise<void> {
  await runStatement(
    db,
    `delete from outbox where id in (${marks(rows.length)})`,
    rows.map((row) => row.id),
  );
}
