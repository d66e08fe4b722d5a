import { genesisHash, verifyStored } from "#server/kernel/audit-seal.ts";
import { BackupError } from "./backup-error.ts";
import type { OwnConnection } from "./snapshot.ts";

const atOnce = 1_000;

/**
 * Walks the audit from its first entry to the head, which may still wait in the outbox.
 * @throws BackupError naming the first entry that does not follow from the one before
 */
export async function requireWholeChain(
  connection: OwnConnection,
): Promise<number> {
  let expected = { seq: 1, prev_hash: genesisHash };
  const walk = async (statement: string): Promise<void> => {
    for (;;) {
      const rows = await connection.run(
        `${statement} >= ? ORDER BY seq LIMIT ${atOnce}`,
        [expected.seq],
      );
      for (const row of rows) {
        const { fault, hash } = verifyStored(String(row["text"]), expected);
        if (fault || Number(row["seq"]) !== expected.seq)
          throw new BackupError(
            `The audit chain is broken at entry ${expected.seq}.`,
          );
        expected = { seq: expected.seq + 1, prev_hash: hash };
      }
      if (rows.length < atOnce) return;
    }
  };
  await walk("SELECT seq, document AS text FROM audit_logs WHERE seq");
  await walk("SELECT seq, entry AS text FROM outbox WHERE seq");
  const [head] = await connection.run("SELECT seq, hash FROM audit_head");
  if (
    Number(head?.["seq"]) !== expected.seq - 1 ||
    head?.["hash"] !== expected.prev_hash
  )
    throw new BackupError("The audit chain does not end at its head.");
  return expected.seq - 1;
}
