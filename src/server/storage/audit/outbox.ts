import { sql } from "kysely";
import type { AuditEntry } from "#server/kernel/audit-event.ts";
import type { DocumentValue } from "#server/kernel/canonical-json.ts";
import { canonicalJson } from "#server/kernel/canonical-json.ts";
import type { Sql } from "../database.ts";

/** Patients of the list who have given consent to treatment and not withdrawn it. */
async function consenting(
  db: Sql,
  patientIds: readonly number[],
): Promise<Set<number>> {
  if (patientIds.length === 0) return new Set();
  const rows = await db
    .selectFrom("patient_consents")
    .select("patient_id")
    .distinct()
    .where("patient_id", "in", [...new Set(patientIds)])
    .where("kind", "=", "treatment")
    .where("withdrawn_at", "is", null)
    .execute();
  return new Set(rows.map((row) => row.patient_id));
}

function withConsent(
  entry: AuditEntry,
  given: ReadonlySet<number>,
): DocumentValue {
  const compliance = entry.document["compliance"] as Record<
    string,
    DocumentValue
  >;
  return {
    ...entry.document,
    compliance: {
      ...compliance,
      consent_verified:
        entry.patient_ids.length > 0 &&
        entry.patient_ids.every((id) => given.has(id)),
    },
  };
}

/**
 * Puts entries where the sequencer finds them, in one statement. On a transaction they
 * commit or vanish with the write they tell of.
 */
export async function insertIntoOutbox(
  db: Sql,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const given = await consenting(
    db,
    entries.flatMap((entry) => entry.patient_ids),
  );
  await db
    .insertInto("outbox")
    .values(
      entries.map((entry) => ({
        event_id: entry.event_id,
        entry: canonicalJson(withConsent(entry, given)),
        created_at: sql<string>`utc_timestamp(6)`,
      })),
    )
    .execute();
}

/** Entries committed and not yet delivered. */
export async function outboxBacklog(db: Sql): Promise<number> {
  const row = await db
    .selectFrom("outbox")
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
