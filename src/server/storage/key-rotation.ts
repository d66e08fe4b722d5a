import { sql } from "kysely";
import type { Keyring } from "#server/kernel/keyring.ts";
import type { Sql } from "./database.ts";

/** Every column that holds sealed values, with the purpose they are bound to. */
const sealedColumns = [
  { table: "second_factors", column: "secret", purpose: "totp" },
  { table: "idempotency_keys", column: "response", purpose: "idempotency" },
] as const;

const batch = 200;

/** The first bytes of a value sealed under the key: format, length of the key's name, name. */
function sealPrefix(key_id: string): Buffer {
  const name = Buffer.from(key_id);
  return Buffer.concat([Buffer.from([1, name.length]), name]);
}

/**
 * Seals every stored value anew under the active key, then retires the other keys: they may be
 * taken out of the keyring. It may be stopped anywhere and run again. Servers must know the
 * active key first, or they go on sealing under the old one.
 * @returns how many values were sealed anew, and the keys retired
 */
export async function rotateKeys(
  db: Sql,
  keyring: Keyring,
  onProgress: (resealed: number) => void = () => undefined,
): Promise<{ resealed: number; retired: string[] }> {
  const active = keyring.keys[0]!.id;
  const prefix = sealPrefix(active);
  let resealed = 0;
  for (const { table, column, purpose } of sealedColumns) {
    const [tableName, value] = [sql.table(table), sql.ref(column)];
    for (let after = 0; ;) {
      const { rows } = await sql<{ id: number; sealed: Buffer }>`
        select id, ${value} as sealed from ${tableName}
        where id > ${after} and ${value} is not null
          and left(${value}, ${prefix.length}) <> ${prefix}
        order by id limit ${sql.lit(batch)}`.execute(db);
      for (const { id, sealed } of rows) {
        const again = keyring.encrypt(
          keyring.decrypt(sealed, purpose),
          purpose,
        );
        // Only if nobody replaced the value meanwhile.
        const done = await sql`update ${tableName} set ${value} = ${again}
          where id = ${id} and ${value} = ${sealed}`.execute(db);
        resealed += Number(done.numAffectedRows ?? 0n);
        after = id;
      }
      onProgress(resealed);
      if (rows.length < batch) break;
    }
  }
  const retired = await db
    .selectFrom("encryption_keys")
    .select("key_id")
    .where("key_id", "!=", active)
    .where("retired_at", "is", null)
    .execute();
  await db
    .updateTable("encryption_keys")
    .set({ retired_at: sql<string>`utc_timestamp(6)` })
    .where("key_id", "!=", active)
    .where("retired_at", "is", null)
    .execute();
  return { resealed, retired: retired.map((row) => row.key_id) };
}
