import { sql } from "kysely";
import type { Sql } from "../database.ts";
import type { CheckRules } from "./check-rules.ts";
import type { Report } from "./findings.ts";

const atOnce = sql.lit(2_000);

/** DECIMAL(n, 2) as text to cents, without a float in between. */
const cents = (text: string): number => Number(text.replace(".", ""));

interface Line {
  readonly id: number;
  readonly amount: string;
  readonly payment_method: string;
  readonly payment_status: string;
  readonly is_voided: number;
  readonly paid: string;
}

/** Lines whose status is not what their receipts make it. @returns how many lines there are */
export async function checkPayments(
  db: Sql,
  rules: CheckRules,
  report: Report,
): Promise<number> {
  let count = 0;
  for (let last = 0; ;) {
    const { rows } = await sql<Line>`
      select p.id, p.amount, p.payment_method, p.payment_status, p.is_voided,
        cast(coalesce(sum(r.amount), 0) as decimal(14, 2)) as paid
      from (select id, amount, payment_method, payment_status, voided_at is not null as is_voided
        from payments where id > ${last} order by id limit ${atOnce}) p
      left join payment_receipts r on r.payment_id = p.id
      group by p.id, p.amount, p.payment_method, p.payment_status, p.is_voided
      order by p.id`.execute(db);
    if (rows.length === 0) return count;
    for (const line of rows) {
      const paid = cents(line.paid);
      const due = Number(line.is_voided) === 1 ? 0 : cents(line.amount);
      if (paid < 0 || paid > due) report("payment_overpaid", line.id);
      const status = rules.paymentStatus(
        paid,
        cents(line.amount),
        line.payment_method,
      );
      if (Number(line.is_voided) === 0 && line.payment_status !== status)
        report("payment_status", line.id);
    }
    count += rows.length;
    last = rows.at(-1)!.id;
  }
}

/** Prescriptions whose versions are not 1, 2, 3 and so on. @returns how many prescriptions there are */
export async function checkPrescriptions(
  db: Sql,
  report: Report,
): Promise<number> {
  let count = 0;
  for (let last = 0; ;) {
    const { rows } = await sql<{
      id: number;
      n: number;
      first: number;
      last: number;
    }>`
      select p.id, count(v.id) as n, coalesce(min(v.version), 0) as first, coalesce(max(v.version), 0) as last
      from (select id from prescriptions where id > ${last} order by id limit ${atOnce}) p
      left join prescription_versions v on v.prescription_id = p.id
      group by p.id order by p.id`.execute(db);
    if (rows.length === 0) return count;
    for (const row of rows)
      if (Number(row.first) !== 1 || Number(row.n) !== Number(row.last))
        report("prescription_versions", row.id);
    count += rows.length;
    last = rows.at(-1)!.id;
  }
}
