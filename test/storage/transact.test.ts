import { createHash } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Call } from "#server/kernel/call.ts";
import { systemClock } from "#server/kernel/clock.ts";
import { createKeyring, generateKey } from "#server/kernel/keyring.ts";
import { installation } from "#server/storage/installation.ts";
import { StorageError } from "#server/storage/storage-error.ts";
import { transactions } from "#server/storage/transact.ts";
import { startClinic, type TestClinic } from "#test/support/clinic.ts";

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

const call = (key?: string, body = "{}"): Call => ({
  actor: {
    account_id: 7,
    session_id: 1,
    roles: ["admin"],
    doctor_id: null,
    patient_id: null,
    name: "Ada",
    ip_address: "127.0.0.1",
    user_agent: "test",
  },
  action: "public",
  role: "admin",
  ...(key === undefined
    ? {}
    : {
        idempotency: {
          route: "POST /things",
          key,
          request_hash: createHash("sha256").update(body).digest(),
        },
      }),
});

const event = {
  event_type: "thing_changed",
  action: "changed",
  target: { type: "thing", id: 1 },
  hipaa_relevant: false,
};

function transactor() {
  return transactions(
    {
      database: clinic.database,
      clock: systemClock,
      keyring: createKeyring(generateKey("t")),
    },
    (db) => ({ settings: installation(db), db }),
  );
}

const entries = async (): Promise<number> => (await clinic.auditTrail()).length;

test("a failure leaves neither effect nor entry nor key", async () => {
  const transact = transactor();
  const before = await entries();
  const failing = transact(call("k-fail"), async (tx) => {
    await tx.settings.set("half", "done");
    tx.audit(event);
    throw new Error("stop here");
  });
  await expect(failing).rejects.toThrow("stop here");
  expect(await installation(clinic.database.sql).get("half")).toBeUndefined();
  expect(await entries()).toBe(before);
  const again = await transact(call("k-fail"), async (tx) => {
    tx.audit(event);
    return "second try";
  });
  expect(again).toBe("second try");
});

test("work without an audit entry is refused", async () => {
  const silent = transactor()(call(), async (tx) => tx.settings.set("s", "1"));
  await expect(silent).rejects.toThrow("audit");
  expect(await installation(clinic.database.sql).get("s")).toBeUndefined();
});

test("a deadlock is run again and has one effect and one entry", async () => {
  const before = await entries();
  let runs = 0;
  await transactor()(call(), async (tx) => {
    runs += 1;
    tx.audit(event);
    if (runs < 3) throw new StorageError("retry", 1213);
    await tx.settings.set("retried", String(runs));
  });
  expect(runs).toBe(3);
  expect(await entries()).toBe(before + 1);
});

test("conflicts without end become busy within a few seconds", async () => {
  const stuck = transactor()(call(), () =>
    Promise.reject(new StorageError("retry", 1205)),
  );
  await expect(stuck).rejects.toMatchObject({ code: "busy" });
});

test("one key has one effect, whoever comes first", async () => {
  const transact = transactor();
  let effects = 0;
  const attempts = await Promise.all(
    Array.from({ length: 12 }, () =>
      transact(call("k-once"), async (tx) => {
        effects += 1;
        await sql`select sleep(0.02)`.execute(tx.db);
        tx.audit(event);
        return { token: Math.random() };
      }),
    ),
  );
  expect(effects).toBe(1);
  expect(new Set(attempts.map((one) => one.token)).size).toBe(1);
});

test("the same key with another request is refused", async () => {
  const transact = transactor();
  const work = async (tx: { audit(e: typeof event): void }): Promise<null> => {
    tx.audit(event);
    return null;
  };
  await transact(call("k-other", "a"), work);
  await expect(transact(call("k-other", "b"), work)).rejects.toMatchObject({
    code: "idempotency_key_reused",
  });
});

test("kept answers are not readable in the table", async () => {
  await transactor()(call("k-secret"), async (tx) => {
    tx.audit(event);
    return { name: "MARKER-IN-ANSWER" };
  });
  const rows = await clinic.database.sql
    .selectFrom("idempotency_keys")
    .select("response")
    .execute();
  for (const row of rows)
    expect(row.response?.includes("MARKER-IN-ANSWER")).toBe(false);
});
