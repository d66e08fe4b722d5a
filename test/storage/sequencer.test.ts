import { sql as raw } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  parseCanonicalJson,
  type DocumentValue,
} from "#server/kernel/canonical-json.ts";
import { genesisHash, verifyEntry } from "#server/kernel/audit-seal.ts";
import { nobody } from "#server/http/credentials.ts";
import { auditLogDelivery } from "#server/modules/audit-logs/audit-log.mysql.ts";
import { createSequencer } from "#server/storage/audit/sequencer.ts";
import { startClinic, type TestClinic } from "#test/support/clinic.ts";

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

const call = {
  actor: nobody({ ip_address: "127.0.0.1", user_agent: "test" }),
  action: "public",
  role: undefined,
} as const;

const read = (n: number) =>
  clinic.composed.record(call, {
    event_type: "patient_viewed",
    action: "viewed",
    target: { type: "patient", id: n, patient_id: n },
  });

async function storedChain() {
  return clinic.database.sql
    .selectFrom("audit_logs")
    .selectAll()
    .orderBy("seq")
    .execute();
}

test("entries of many requests join few inserts and all arrive once", async () => {
  const ids = Array.from({ length: 700 }, (_, index) => index + 1);
  await Promise.all(ids.map(read));
  await clinic.composed.sequencer.drain();
  const rows = await storedChain();
  const seen = rows.map((row) => row.target_id).sort((a, b) => a! - b!);
  expect(seen).toEqual(ids);
});

test("sequencers at work at once make one chain without a gap", async () => {
  const before = (await storedChain()).length;
  const rivals = Array.from({ length: 4 }, () =>
    createSequencer(clinic.database, auditLogDelivery(clinic.database.sql)),
  );
  const drainWhileBusy = async (rival: (typeof rivals)[number]) => {
    for (let round = 0; round < 20; round += 1)
      await rival.drain().catch(() => undefined);
  };
  await Promise.all([
    ...rivals.map(drainWhileBusy),
    ...Array.from({ length: 300 }, (_, index) => read(index + 1)),
  ]);
  await clinic.composed.sequencer.drain();
  const rows = await storedChain();
  expect(rows.length).toBe(before + 300);
  let prev_hash = genesisHash;
  for (const [index, row] of rows.entries()) {
    const entry = parseCanonicalJson(row.document) as Record<
      string,
      DocumentValue
    >;
    expect(verifyEntry(entry, { seq: index + 1, prev_hash })).toBeUndefined();
    prev_hash = (entry["chain"] as { hash: string }).hash;
  }
});

test("a delivery that fails half-way is repeated without doubling", async () => {
  const before = (await storedChain()).length;
  await read(1);
  await read(2);
  const real = auditLogDelivery(clinic.database.sql);
  let failures = 1;
  const shaky = createSequencer(clinic.database, async (entries) => {
    await real(entries);
    if (failures-- > 0) throw new Error("cut off after writing");
  });
  await expect(shaky.drain()).rejects.toThrow("cut off");
  await shaky.drain();
  expect((await storedChain()).length).toBe(before + 2);
});

test("consent_verified follows the patient's consent to treatment", async () => {
  const { sql } = clinic.database;
  await sql
    .insertInto("patients")
    .values({
      first_name: "Ana",
      last_name: "Lind",
      date_of_birth: "1980-01-01",
      gender: "Female",
      phone: "555",
    } as never)
    .execute();
  await sql
    .insertInto("patient_consents")
    .values({
      patient_id: 1,
      kind: "treatment",
      given_at: "2026-01-01 00:00:00",
      given_recorded_by_account_id: null,
      withdrawn_at: null,
      withdrawn_recorded_by_account_id: null,
      note: null,
    })
    .execute();
  await read(1);
  await sql
    .updateTable("patient_consents")
    .set({ withdrawn_at: raw<string>`utc_timestamp(6)` })
    .execute();
  await read(1);
  const trail = await clinic.auditTrail();
  expect(
    trail.slice(-2).map((entry) => entry["compliance"].consent_verified),
  ).toEqual([true, false]);
});
