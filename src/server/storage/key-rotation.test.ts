import { afterAll, beforeAll, expect, test } from "vitest";
import { createKeyring, generateKey } from "#server/kernel/keyring.ts";
import {
  scratchDatabase,
  type ScratchDatabase,
} from "#test/support/scratch-database.ts";
import { rotateKeys } from "./key-rotation.ts";
import { checkKeyring } from "./keyring-check.ts";
import { migrateToLatest } from "./migrate.ts";

let scratch: ScratchDatabase;
const [old, fresh] = [generateKey("k2024"), generateKey("k2025")];

beforeAll(async () => {
  scratch = await scratchDatabase("keys");
  await migrateToLatest(scratch.database.sql);
});
afterAll(() => scratch.drop());

const check = (...keys: string[]) =>
  checkKeyring(scratch.database.sql, createKeyring(keys.join(",")));

test("a key in use may neither be missing nor be another one", async () => {
  await check(old);
  await check(old);
  await expect(check(fresh)).rejects.toThrow("key k2024 is in use and missing");
  await expect(check(generateKey("k2024"))).rejects.toThrow(
    "key k2024 is not the one in use",
  );
  await check(fresh, old);
});

test("rotation seals everything anew, may be repeated, and lets the old key go", async () => {
  const db = scratch.database.sql;
  const before = createKeyring(old);
  await db
    .insertInto("accounts")
    .values({
      email: "a@b.example",
      display_name: "A",
      password_hash: null,
      roles: "admin",
      doctor_id: null,
      patient_id: null,
      password_changed_at: null,
    })
    .execute();
  const account = await db
    .selectFrom("accounts")
    .select("id")
    .executeTakeFirstOrThrow();
  const secrets = Array.from({ length: 450 }, (_, n) => Buffer.from(`s${n}`));
  await db
    .insertInto("second_factors")
    .values(
      secrets.map((secret) => ({
        account_id: account.id,
        secret: before.encrypt(secret, "totp"),
        confirmed_at: null,
        last_used_step: null,
      })),
    )
    .execute();
  const both = createKeyring(`${fresh},${old}`);
  // Stopped in its middle, as by a crash.
  await expect(
    rotateKeys(db, both, () => {
      throw new Error("stopped");
    }),
  ).rejects.toThrow("stopped");
  expect(await rotateKeys(db, both)).toEqual({
    resealed: 250,
    retired: ["k2024"],
  });
  expect(await rotateKeys(db, both)).toEqual({ resealed: 0, retired: [] });
  await check(fresh);
  const after = createKeyring(fresh);
  const rows = await db
    .selectFrom("second_factors")
    .select("secret")
    .orderBy("id")
    .execute();
  expect(
    rows.map((row) => after.decrypt(row.secret, "totp").toString()),
  ).toEqual(secrets.map(String));
  // The old key back in front is in use again.
  await check(old, fresh);
  await expect(check(fresh)).rejects.toThrow("k2024 is in use and missing");
});
