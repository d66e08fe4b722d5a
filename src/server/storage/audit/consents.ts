import type { Sql } from "../database.ts";
import { marks, runStatement } from "../run-statement.ts";

interface ConsentRow {
  readonly patient_id: number;
  readonly given_at: string;
  readonly withdrawn_at: string | null;
}

const askedAtOnce = 5_000;

/** Whether all of the patients, and at least one, had consented to treatment at an instant (UTC, as columns hold it). */
export type Consented = (
  patient_ids: readonly number[],
  instant: string,
) => boolean;

/**
 * Reads the consents of the patients. They are judged by when an entry was written, not by when it is sealed, and by
 * the clock of the database, which dates both.
 */
export async function consentsOf(
  db: Sql,
  patient_ids: readonly number[],
): Promise<Consented> {
  const ids = [...new Set(patient_ids)];
  const held = new Map<number, ConsentRow[]>();
  for (let at = 0; at < ids.length; at += askedAtOnce) {
    const some = ids.slice(at, at + askedAtOnce);
    const rows = await runStatement<ConsentRow>(
      db,
      `select patient_id, given_at, withdrawn_at from patient_consents
        where patient_id in (${marks(some.length)}) and kind = 'treatment'`,
      some,
    );
    for (const row of rows)
      held.set(row.patient_id, [...(held.get(row.patient_id) ?? []), row]);
  }
  const had = (id: number, instant: string): boolean =>
    (held.get(id) ?? []).some(
      ({ given_at, withdrawn_at }) =>
        given_at <= instant &&
        (withdrawn_at === null || withdrawn_at > instant),
    );
  return (asked, instant) =>
    asked.length > 0 && asked.every((id) => had(id, instant));
}
