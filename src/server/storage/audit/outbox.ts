import type { AuditEntry } from "#server/kernel/audit-event.ts";
import { canonicalJson } from "#server/kernel/canonical-json.ts";
import type { Sql } from "../database.ts";
import { runStatement } from "../run-statement.ts";

/**
 * Puts entries where the sequencer finds them, in one statement. On a transaction they
 * commit or vanish with the write they tell of.
 */
export async function insertIntoOutbox(
  db: Sql,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await runStatement(
    db,
    `insert into outbox (event_id, entry, created_at) values ${entries.map(() => "(?,?,utc_timestamp(6))").join()}`,
    entries.flatMap((entry) => [entry.event_id, canonicalJson(entry.document)]),
  );
}

/** Entries committed and not yet delivered. */
export async function outboxBacklog(db: Sql): Promise<number> {
  const row = await db
    .selectFrom("outbox")
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
