import { sql } from "kysely";
import type { Keyring } from "#server/kernel/keyring.ts";
import type { Sql } from "./database.ts";

/** The keys given do not open what the database holds. The message names key ids, never keys. */
export class KeyringError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "KeyringError";
  }
}

/**
 * Compares the keyring with the keys that values of this database were sealed under, and
 * remembers new ones by their fingerprint. Called at start, before anything is served.
 * @throws KeyringError when a key in use is missing, or another key stands under its name
 */
export async function checkKeyring(db: Sql, keyring: Keyring): Promise<void> {
  const given = new Map(keyring.keys.map((key) => [key.id, key]));
  const known = await db
    .selectFrom("encryption_keys")
    .select(["key_id", "fingerprint", "retired_at"])
    .execute();
  const faults = known.flatMap(({ key_id, fingerprint, retired_at }) => {
    const key = given.get(key_id);
    if (!key)
      return retired_at === null ? [`key ${key_id} is in use and missing`] : [];
    return keyring.fingerprint(key).equals(fingerprint)
      ? []
      : [`key ${key_id} is not the one in use under that name`];
  });
  if (faults.length > 0)
    throw new KeyringError(
      `The encryption keys do not fit this database: ${faults.join("; ")}.`,
    );
  for (const key of keyring.keys)
    await db
      .insertInto("encryption_keys")
      .values({
        key_id: key.id,
        fingerprint: keyring.fingerprint(key),
        retired_at: null,
      })
      .onDuplicateKeyUpdate({ key_id: key.id })
      .execute();
  // An old key put in front again seals new values from now on.
  await db
    .updateTable("encryption_keys")
    .set({ retired_at: null })
    .where("key_id", "=", keyring.keys[0]!.id)
    .where(sql<boolean>`retired_at is not null`)
    .execute();
}
