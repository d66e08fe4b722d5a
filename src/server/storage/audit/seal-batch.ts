import { sql } from "kysely";
import { openEntry, sealText } from "#server/kernel/audit-seal-text.ts";
import type { Sql } from "../database.ts";
import { runStatement } from "../run-statement.ts";
import { StorageError } from "../storage-error.ts";
import { consentsOf } from "./consents.ts";

/** A row of the outbox with its place in the chain. */
export interface SealedRow {
  readonly id: number;
  readonly event_id: string;
  readonly seq: number;
  /** Canonical Extended JSON of the whole document, chain included. */
  readonly document: string;
}

interface WaitingRow {
  readonly id: number;
  readonly event_id: string;
  readonly entry: string;
  readonly created_at: string;
}

export const batchSize = 500;
/** Well below the least `max_allowed_packet`: an entry may name hundreds of patients. */
export const batchCharacters = 3_000_000;

function withinPacket(rows: readonly WaitingRow[]): readonly WaitingRow[] {
  let characters = 0;
  const end = rows.findIndex(({ entry }, at) => {
    characters += entry.length;
    return at > 0 && characters > batchCharacters;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

/** One transaction: the head moves by compare-and-set, the rows get seq and hashes. */
export async function sealBatch(db: Sql): Promise<SealedRow[]> {
  return db.connection().execute(async (connection) => {
    await sql`begin`.execute(connection);
    try {
      const sealed = await sealWithin(connection);
      await sql`commit`.execute(connection);
      return sealed;
    } catch (error) {
      await sql`rollback`.execute(connection).catch(() => undefined);
      throw error;
    }
  });
}

async function sealWithin(db: Sql): Promise<SealedRow[]> {
  // The head is read before the rows: whoever seals rows we are about to read moves it, and we fail.
  const head = await db
    .selectFrom("audit_head")
    .select(["seq", "hash"])
    .where("id", "=", 1)
    .executeTakeFirstOrThrow();
  const rows = await runStatement<WaitingRow>(
    db,
    `select id, event_id, entry, created_at from outbox where seq is null and poisoned_at is null order by id limit ${batchSize}`,
    [],
  );
  if (rows.length === 0) return [];
  const batch = withinPacket(rows).map((row) => ({
    ...row,
    opened: openEntry(row.entry),
  }));
  const consented = await consentsOf(
    db,
    batch.flatMap(({ opened }) => opened.patient_ids),
  );
  let { seq, hash } = head;
  const sealed: SealedRow[] = [];
  const values: unknown[] = [];
  for (const { id, event_id, opened, created_at } of batch) {
    seq += 1;
    const prev_hash = hash;
    const consent_verified = consented(opened.patient_ids, created_at);
    const { text, hash: next } = sealText(opened, consent_verified, {
      seq,
      prev_hash,
    });
    hash = next;
    sealed.push({ id, event_id, seq, document: text });
    values.push(id, event_id, text, seq, prev_hash, hash);
  }
  const moved = await db
    .updateTable("audit_head")
    .set({ seq, hash })
    .where("id", "=", 1)
    .where("seq", "=", head.seq)
    .where("hash", "=", head.hash)
    .executeTakeFirst();
  if (moved.numUpdatedRows !== 1n) throw new StorageError("retry", 1213);
  await runStatement(
    db,
    `insert into outbox (id, event_id, entry, seq, prev_hash, hash, created_at) values
      ${sealed.map(() => "(?,?,?,?,?,?,utc_timestamp(6))").join()}
      on duplicate key update entry = values(entry), seq = values(seq), prev_hash = values(prev_hash),
      hash = values(hash)`,
    values,
  );
  return sealed;
}
