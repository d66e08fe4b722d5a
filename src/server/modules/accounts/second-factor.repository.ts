import { sql } from "kysely";
import type { Sql } from "#server/storage/database.ts";

export interface StoredFactor {
  readonly id: number;
  /** Encrypted by the keyring. */
  readonly secret: Buffer;
  readonly last_used_step: number | null;
}

const now = sql<string>`utc_timestamp(6)`;

/** `second_factors` and `recovery_codes`. Whatever counts once is a compare-and-set. */
export function secondFactorRepository(db: Sql) {
  const factor = (account_id: number, confirmed: boolean) =>
    db
      .selectFrom("second_factors")
      .select(["id", "secret", "last_used_step"])
      .where("account_id", "=", account_id)
      .where("confirmed_at", confirmed ? "is not" : "is", null)
      .orderBy("id", "desc")
      .executeTakeFirst();

  return {
    confirmed: (account_id: number): Promise<StoredFactor | undefined> =>
      factor(account_id, true),
    pending: (account_id: number): Promise<StoredFactor | undefined> =>
      factor(account_id, false),

    /** Puts a secret that waits for its first code in the place of any other that waits. */
    async begin(account_id: number, secret: Buffer): Promise<void> {
      await db
        .deleteFrom("second_factors")
        .where("account_id", "=", account_id)
        .where("confirmed_at", "is", null)
        .execute();
      await db
        .insertInto("second_factors")
        .values({
          account_id,
          secret,
          confirmed_at: null,
          last_used_step: null,
          created_at: now,
        })
        .execute();
    },

    async confirm(id: number, step: number): Promise<boolean> {
      const result = await db
        .updateTable("second_factors")
        .set({ confirmed_at: now, last_used_step: step })
        .where("id", "=", id)
        .where("confirmed_at", "is", null)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    /** @returns false when the step, or a later one, was used before */
    async useStep(id: number, step: number): Promise<boolean> {
      const result = await db
        .updateTable("second_factors")
        .set({ last_used_step: step })
        .where("id", "=", id)
        .where((where) =>
          where.or([
            where("last_used_step", "is", null),
            where("last_used_step", "<", step),
          ]),
        )
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    /** Takes everything away: the next sign-in enrols anew where it must. */
    async remove(account_id: number): Promise<void> {
      await db
        .deleteFrom("second_factors")
        .where("account_id", "=", account_id)
        .execute();
      await db
        .deleteFrom("recovery_codes")
        .where("account_id", "=", account_id)
        .execute();
    },

    async replaceRecoveryCodes(
      account_id: number,
      hashes: readonly Buffer[],
    ): Promise<void> {
      await db
        .deleteFrom("recovery_codes")
        .where("account_id", "=", account_id)
        .execute();
      await db
        .insertInto("recovery_codes")
        .values(
          hashes.map((code_hash) => ({ account_id, code_hash, used_at: null })),
        )
        .execute();
    },

    async useRecoveryCode(
      account_id: number,
      code_hash: Buffer,
    ): Promise<boolean> {
      const result = await db
        .updateTable("recovery_codes")
        .set({ used_at: now })
        .where("account_id", "=", account_id)
        .where("code_hash", "=", code_hash)
        .where("used_at", "is", null)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

export type SecondFactorRepository = ReturnType<typeof secondFactorRepository>;
