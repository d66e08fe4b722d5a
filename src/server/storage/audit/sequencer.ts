import { sql } from "kysely";
import { randomUUID } from "node:crypto";
import type { DocumentValue } from "#server/kernel/canonical-json.ts";
import {
  canonicalJson,
  parseCanonicalJson,
} from "#server/kernel/canonical-json.ts";
import { sealEntry } from "#server/kernel/audit-seal.ts";
import type { OpenDatabase, Sql } from "../database.ts";
import { isStorageError, StorageError } from "../storage-error.ts";

/** An entry with its place in the chain, ready for `audit_logs`. */
export interface SequencedEntry {
  readonly event_id: string;
  readonly seq: number;
  /** Canonical Extended JSON of the whole document, chain included. */
  readonly document: string;
}

/** Puts sealed entries into `audit_logs`; a repeat changes nothing. */
export type Deliver = (entries: readonly SequencedEntry[]) => Promise<void>;

export interface Sequencer {
  /** Seals and delivers everything committed so far. @returns how many were delivered */
  drain(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

const batchSize = 500;
const idlePauseMs = 200;
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

  const step = async (): Promise<number> => {
    const db = database.sql;
    const delivered = await deliverSealed(db, deliver);
    const sealed = await sealBatch(db);
    return delivered + sealed;
  };

  const drain = async (): Promise<number> => {
    let total = 0;
    for (;;) {
      const moved = await step();
      if (moved === 0) return total;
      total += moved;
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopped) {
      try {
        // An idle clinic writes nothing: the lease is asked for when there is work.
        const busy =
          (await hasWork(database.sql)) &&
          (await holdsLease(database.sql, token));
        if (busy && (await step()) > 0) continue;
      } catch (error) {
        if (isStorageError(error, "lost")) database.moveOn();
        if (!isStorageError(error, "retry")) onFault(error);
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, idlePauseMs).unref();
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

/** One transaction: the head moves by compare-and-set, the rows get seq and hashes. */
async function sealBatch(db: Sql): Promise<number> {
  return db.connection().execute(async (connection) => {
    await sql`begin`.execute(connection);
    try {
      const count = await sealWithin(connection);
      await sql`commit`.execute(connection);
      return count;
    } catch (error) {
      await sql`rollback`.execute(connection).catch(() => undefined);
      throw error;
    }
  });
}

async function sealWithin(db: Sql): Promise<number> {
  // The head is read before the rows: whoever seals rows we are about to read moves it, and we fail.
  const head = await db
    .selectFrom("audit_head")
    .select(["seq", "hash"])
    .where("id", "=", 1)
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom("outbox")
    .select(["id", "event_id", "entry"])
    .where("seq", "is", null)
    .where("poisoned_at", "is", null)
    .orderBy("id")
    .limit(sql.lit(batchSize))
    .execute();
  if (rows.length === 0) return 0;
  let { seq, hash } = head;
  const sealed = rows.map((row) => {
    seq += 1;
    const prev_hash = hash;
    const document = parseCanonicalJson(row.entry) as Record<
      string,
      DocumentValue
    >;
    const entry = sealEntry(document, seq, prev_hash);
    hash = entry.hash;
    return {
      id: row.id,
      event_id: row.event_id,
      entry: canonicalJson(entry.document),
      created_at: sql<string>`utc_timestamp(6)`,
      seq,
      prev_hash,
      hash,
    };
  });
  const moved = await db
    .updateTable("audit_head")
    .set({ seq, hash })
    .where("id", "=", 1)
    .where("seq", "=", head.seq)
    .where("hash", "=", head.hash)
    .executeTakeFirst();
  if (moved.numUpdatedRows !== 1n) throw new StorageError("retry", 1213);
  await db
    .insertInto("outbox")
    .values(sealed)
    .onDuplicateKeyUpdate({
      entry: sql<string>`values(entry)`,
      seq: sql<number>`values(seq)`,
      prev_hash: sql<string>`values(prev_hash)`,
      hash: sql<string>`values(hash)`,
    })
    .execute();
  return sealed.length;
}

/** Hands over what is sealed, then forgets it. A crash between the two repeats the hand-over. */
async function deliverSealed(db: Sql, deliver: Deliver): Promise<number> {
  const rows = await db
    .selectFrom("outbox")
    .select(["id", "event_id", "entry", "seq"])
    .where("seq", "is not", null)
    .orderBy("seq")
    .limit(sql.lit(batchSize))
    .execute();
  if (rows.length === 0) return 0;
  await deliver(
    rows.map((row) => ({
      event_id: row.event_id,
      seq: row.seq ?? 0,
      document: row.entry,
    })),
  );
  await db
    .deleteFrom("outbox")
    .where(
      "id",
      "in",
      rows.map((row) => row.id),
    )
    .execute();
  return rows.length;
}
