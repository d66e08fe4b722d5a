import { sql } from "kysely";
import type { CodePurpose } from "#contract/own-account.ts";
import type { Sql } from "#server/storage/database.ts";
import { wireInstant } from "#server/storage/rows.ts";

export interface OpenCode {
  readonly id: number;
  readonly purpose: CodePurpose;
  readonly account_id: number | null;
  readonly patient_id: number | null;
}

const now = sql<string>`utc_timestamp(6)`;

/** `one_time_codes`: only hashes, each good once and for a while. */
export function oneTimeCodeRepository(db: Sql) {
  return {
    /** Keeps a code and ends earlier ones for the same. @returns when it expires */
    async issue(code: {
      purpose: CodePurpose;
      code_hash: Buffer;
      account_id?: number;
      patient_id?: number;
      created_by_account_id: number | null;
      minutes: number;
    }): Promise<string> {
      const { minutes, ...fields } = code;
      const account_id = code.account_id ?? null;
      const patient_id = code.patient_id ?? null;
      await db
        .updateTable("one_time_codes")
        .set({ used_at: now })
        .where("purpose", "=", code.purpose)
        .where("account_id", account_id === null ? "is" : "=", account_id)
        .where("patient_id", patient_id === null ? "is" : "=", patient_id)
        .where("used_at", "is", null)
        .execute();
      const inserted = await db
        .insertInto("one_time_codes")
        .values({
          ...fields,
          account_id,
          patient_id,
          email: null,
          roles: null,
          doctor_id: null,
          used_at: null,
          created_at: now,
          expires_at: sql<string>`${now} + interval ${minutes} minute`,
        })
        .executeTakeFirstOrThrow();
      const row = await db
        .selectFrom("one_time_codes")
        .select("expires_at")
        .where("id", "=", Number(inserted.insertId))
        .executeTakeFirstOrThrow();
      return wireInstant(row.expires_at);
    },

    async findOpen(code_hash: Buffer): Promise<OpenCode | undefined> {
      return db
        .selectFrom("one_time_codes")
        .select(["id", "purpose", "account_id", "patient_id"])
        .where("code_hash", "=", code_hash)
        .where("used_at", "is", null)
        .where("expires_at", ">", now)
        .executeTakeFirst();
    },

    /** Takes the code; of several at once exactly one succeeds. */
    async consume(id: number): Promise<boolean> {
      const result = await db
        .updateTable("one_time_codes")
        .set({ used_at: now })
        .where("id", "=", id)
        .where("used_at", "is", null)
        .where("expires_at", ">", now)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

export type OneTimeCodeRepository = ReturnType<typeof oneTimeCodeRepository>;
