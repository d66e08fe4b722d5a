import type { AuditEntry } from "#server/kernel/audit-event.ts";
import type { DocumentValue } from "#server/kernel/canonical-json.ts";
import { canonicalJson } from "#server/kernel/canonical-json.ts";
import type { Sql } from "../database.ts";
import { marks, runStatement } from "../run-statement.ts";

/** Patients who have given consent to treatment and not withdrawn it. */
type Consenting = ReadonlySet<number>;

/** Those of the entries' patients who consent at this moment. */
export async function consenting(
  db: Sql,
  entries: readonly AuditEntry[],
): Promise<Consenting> {
  const ids = [...new Set(entries.flatMap((entry) => entry.patient_ids))];
  if (ids.length === 0) return new Set();
  const rows = await runStatement<{ patient_id: number }>(
    db,
    `select distinct patient_id from patient_consents
      where patient_id in (${marks(ids.length)}) and kind = 'treatment' and withdrawn_at is null`,
    ids,
  );
  return new Set(rows.map((row) => row.patient_id));
}

function withConsent(entry: AuditEntry, given: Consenting): DocumentValue {
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
 * @param given who consents, when it is known already
 */
export async function insertIntoOutbox(
  db: Sql,
  entries: readonly AuditEntry[],
  given?: Consenting,
): Promise<void> {
  if (entries.length === 0) return;
  const consents = given ?? (await consenting(db, entries));
  await runStatement(
    db,
    `insert into outbox (event_id, entry, created_at) values ${entries.map(() => "(?,?,utc_timestamp(6))").join()}`,
    entries.flatMap((entry) => [
      entry.event_id,
      canonicalJson(withConsent(entry, consents)),
    ]),
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
