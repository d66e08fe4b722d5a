import { genesisHash, verifyStored } from "#server/kernel/audit-seal.ts";
import type { TestClinic } from "./clinic.ts";
import { runSql } from "./run-sql.ts";

const atOnce = 2_000;

/** Seals what is left, then walks the chain from its first entry. @returns what is wrong with it; nothing when it is whole */
export async function chainFaults(clinic: TestClinic): Promise<string[]> {
  await drain(clinic);
  const faults: string[] = [];
  let expected = { seq: 1, prev_hash: genesisHash };
  for (;;) {
    const rows = await runSql<{ seq: number; document: string }>(
      clinic,
      "select seq, document from audit_logs where seq >= ? order by seq limit ?",
      expected.seq,
      atOnce,
    );
    for (const { seq, document } of rows) {
      const { fault, hash } = verifyStored(document, expected);
      if (fault) faults.push(`entry ${seq}: ${fault}`);
      expected = { seq: expected.seq + 1, prev_hash: hash };
    }
    if (rows.length < atOnce) break;
  }
  const [head] = await runSql<{ seq: number; hash: string }>(
    clinic,
    "select seq, hash from audit_head",
  );
  if (head?.seq !== expected.seq - 1 || head.hash !== expected.prev_hash)
    faults.push(`the head ${head?.seq} is not the last of ${expected.seq - 1}`);
  return faults;
}

/** A lease of a process that died, or another's batch under way, passes. */
async function drain(clinic: TestClinic): Promise<void> {
  for (let attempt = 0; ; attempt += 1)
    try {
      await clinic.composed.sequencer.drain();
      return;
    } catch (error) {
      if (attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

/**
 * Rows of a table that do not have exactly one entry of the event, and entries whose row does not exist.
 * @param ids every id that the table holds, as often as it was written
 */
export async function entryFaults(
  clinic: TestClinic,
  event_type: string,
  ids: readonly number[],
): Promise<string[]> {
  const rows = await runSql<{ id: number }>(
    clinic,
    "select target_id as id from audit_logs where event_type = ?",
    event_type,
  );
  const balance = new Map<number, number>();
  for (const id of ids) balance.set(id, (balance.get(id) ?? 0) + 1);
  for (const { id } of rows) balance.set(id, (balance.get(id) ?? 0) - 1);
  return [...balance]
    .filter(([, left]) => left !== 0)
    .map(([id, left]) => `${event_type} ${id}: ${left} too few`);
}
