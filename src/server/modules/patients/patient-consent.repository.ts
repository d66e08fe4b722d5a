import { sql } from "kysely";
import type { Consent } from "#contract/patient-consents.ts";
import type { Page } from "#contract/types.ts";
import type { Sql } from "#server/storage/database.ts";
import { decodeCursor, toPage, wireInstant } from "#server/storage/rows.ts";

/** `patient_consents`: what a patient agreed to, and when that ended. */
export function patientConsentRepository(db: Sql) {
  const select = (patient_id: number) =>
    db
      .selectFrom("patient_consents as c")
      .leftJoin("accounts as g", "g.id", "c.given_recorded_by_account_id")
      .leftJoin("accounts as w", "w.id", "c.withdrawn_recorded_by_account_id")
      .select([
        "c.id",
        "c.patient_id",
        "c.kind",
        "c.given_at",
        "g.display_name as given_recorded_by",
        "c.given_recorded_by_account_id",
        "c.withdrawn_at",
        "w.display_name as withdrawn_recorded_by",
        "c.withdrawn_recorded_by_account_id",
        "c.note",
      ])
      .where("c.patient_id", "=", patient_id);

  const present = <R extends { given_at: string; withdrawn_at: string | null }>(
    row: R,
  ) => ({
    ...row,
    given_at: wireInstant(row.given_at),
    withdrawn_at: wireInstant(row.withdrawn_at),
  });

  return {
    /** One consent of one patient; undefined when it is another patient's. */
    async find(patient_id: number, id: number): Promise<Consent | undefined> {
      const row = await select(patient_id)
        .where("c.id", "=", id)
        .executeTakeFirst();
      return row && present(row);
    },

    async list(
      patient_id: number,
      page: { cursor?: string | undefined; limit: number },
    ): Promise<Page<Consent>> {
      const after = Number(decodeCursor(page.cursor)?.["id"]);
      const rows = await select(patient_id)
        .$if(Number.isSafeInteger(after), (query) =>
          query.where("c.id", "<", after),
        )
        .orderBy("c.id", "desc")
        .limit(page.limit + 1)
        .execute();
      return toPage(rows.map(present), page.limit, ({ id }) => ({ id }));
    },

    /** Whether a consent of the kind is given and not withdrawn. */
    async isGiven(patient_id: number, kind: Consent["kind"]): Promise<boolean> {
      const row = await db
        .selectFrom("patient_consents")
        .select("id")
        .where("patient_id", "=", patient_id)
        .where("kind", "=", kind)
        .where("withdrawn_at", "is", null)
        .executeTakeFirst();
      return row !== undefined;
    },

    async give(given: {
      patient_id: number;
      kind: Consent["kind"];
      note: string | null;
      account_id: number;
    }): Promise<number> {
      const { account_id, ...fields } = given;
      const inserted = await db
        .insertInto("patient_consents")
        .values({
          ...fields,
          given_at: sql<string>`utc_timestamp(6)`,
          given_recorded_by_account_id: account_id,
          withdrawn_at: null,
          withdrawn_recorded_by_account_id: null,
        })
        .executeTakeFirstOrThrow();
      return Number(inserted.insertId);
    },

    /** @returns false when it was withdrawn already */
    async withdraw(id: number, account_id: number): Promise<boolean> {
      const result = await db
        .updateTable("patient_consents")
        .set({
          // Another server's clock may run a little behind the one that gave.
          withdrawn_at: sql<string>`greatest(given_at, utc_timestamp(6))`,
          withdrawn_recorded_by_account_id: account_id,
        })
        .where("id", "=", id)
        .where("withdrawn_at", "is", null)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

export type PatientConsentRepository = ReturnType<
  typeof patientConsentRepository
>;
