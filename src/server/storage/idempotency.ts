import { sql } from "kysely";
import type { Call, Idempotency } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Keyring } from "#server/kernel/keyring.ts";
import type { Sql } from "./database.ts";
import { isStorageError, StorageError } from "./storage-error.ts";

export interface ClaimedKey {
  readonly id: number;
  readonly replay?: { readonly answer: unknown };
}

/**
 * Writes the key row as the first statement of the effect's own transaction. A second
 * request with the key waits here for the first, then replays its answer.
 */
export async function claimKey(
  db: Sql,
  tools: { readonly keyring: Keyring },
  call: Call,
  idempotency: Idempotency,
): Promise<ClaimedKey> {
  const identity = {
    account_id: call.actor.account_id,
    route: idempotency.route,
    idempotency_key: idempotency.key,
  };
  try {
    const inserted = await db
      .insertInto("idempotency_keys")
      .values({
        ...identity,
        request_hash: idempotency.request_hash,
        created_at: sql<string>`utc_timestamp(6)`,
        expires_at: sql<string>`utc_timestamp(6) + interval 24 hour`,
      })
      .executeTakeFirstOrThrow();
    return { id: Number(inserted.insertId) };
  } catch (error) {
    if (error instanceof StorageError && error.errno === 1205)
      throw new ClinicError("idempotency_in_flight", undefined, {
        retry_after: 1,
      });
    if (!isStorageError(error, "duplicate")) throw error;
  }
  const kept = await db
    .selectFrom("idempotency_keys")
    .select(["id", "request_hash", "response"])
    .where("account_id", "=", identity.account_id)
    .where("route", "=", identity.route)
    .where("idempotency_key", "=", identity.idempotency_key)
    .executeTakeFirst();
  // The first request failed between our two statements: its row is gone, so ours is the first.
  if (!kept) throw new StorageError("retry", 1213);
  if (!idempotency.request_hash.equals(kept.request_hash))
    throw new ClinicError("idempotency_key_reused");
  if (!kept.response) throw new ClinicError("idempotency_in_flight");
  const text = tools.keyring.decrypt(kept.response, "idempotency");
  return {
    id: kept.id,
    replay: { answer: JSON.parse(text.toString("utf8")) as unknown },
  };
}

/** Keeps the answer, encrypted, in the same transaction as the effect. */
export async function keepAnswer(
  db: Sql,
  keyring: Keyring,
  id: number,
  answer: unknown,
): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(answer ?? null), "utf8");
  await db
    .updateTable("idempotency_keys")
    .set({ response: keyring.encrypt(bytes, "idempotency") })
    .where("id", "=", id)
    .execute();
}

/** Drops keys older than a day, in small bites. @returns how many went */
export async function dropExpiredKeys(db: Sql): Promise<number> {
  const result = await db
    .deleteFrom("idempotency_keys")
    .where("expires_at", "<", sql<string>`utc_timestamp(6)`)
    .orderBy("expires_at")
    .limit(1000)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
