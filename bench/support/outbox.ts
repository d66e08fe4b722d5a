import type { Pool, RowDataPacket } from "mysql2/promise";

const patienceMs = 60_000;

/** Waits until every audit entry is delivered. @returns seconds */
export async function untilDelivered(pool: Pool): Promise<number> {
  const start = performance.now();
  for (;;) {
    const [rows] = await pool.query<RowDataPacket[]>(
      "select 1 from outbox limit 1",
    );
    const waited = performance.now() - start;
    if (rows.length === 0) return waited / 1000;
    if (waited > patienceMs) throw new Error("the audit is not delivered");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
