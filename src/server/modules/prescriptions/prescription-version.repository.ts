import type {
  PrescriptionState,
  PrescriptionVersion,
} from "#contract/prescriptions.ts";
import {
  canonicalJson,
  parseCanonicalJson,
} from "#server/kernel/canonical-json.ts";
import type { Sql } from "#server/storage/database.ts";
import { wireInstant } from "#server/storage/rows.ts";

export interface NewVersion {
  readonly prescription_id: number;
  /** The row_version that the change made. */
  readonly version: number;
  readonly change_kind: PrescriptionVersion["change_kind"];
  readonly before: PrescriptionState | null;
  readonly after: PrescriptionState;
  readonly reason: string | null;
  readonly changed_by_account_id: number;
  /** As DATETIME(6) holds it. */
  readonly changed_at: string;
}

const stateIn = (text: string): PrescriptionState =>
  parseCanonicalJson(text) as PrescriptionState;

/** `prescription_versions`: only ever added to. */
export function prescriptionVersionRepository(db: Sql) {
  return {
    async add({ before, after, ...rest }: NewVersion): Promise<void> {
      await db
        .insertInto("prescription_versions")
        .values({
          ...rest,
          before_state: before && canonicalJson(before),
          after_state: canonicalJson(after),
        })
        .execute();
    },

    /** Oldest first. */
    async list(prescription_id: number): Promise<PrescriptionVersion[]> {
      const rows = await db
        .selectFrom("prescription_versions as v")
        .leftJoin("accounts as c", "c.id", "v.changed_by_account_id")
        .select([
          "v.version",
          "v.change_kind",
          "v.before_state",
          "v.after_state",
          "v.reason",
          "v.changed_at",
          "c.display_name as changed_by_name",
        ])
        .where("v.prescription_id", "=", prescription_id)
        .orderBy("v.version")
        .execute();
      return rows.map((row) => ({
        ...row,
        before_state:
          row.before_state === null ? null : stateIn(row.before_state),
        after_state: stateIn(row.after_state),
        changed_at: wireInstant(row.changed_at),
      }));
    },
  };
}

export type PrescriptionVersionRepository = ReturnType<
  typeof prescriptionVersionRepository
>;
