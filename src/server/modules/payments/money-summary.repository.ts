import { sql } from "kysely";
import type { PaymentMethod } from "#contract/payment-shapes.ts";
import type { Sql } from "#server/storage/database.ts";

export interface VisitSums {
  readonly appointment_id: number;
  readonly appointment_date: string;
  readonly due: string;
  readonly paid: string;
}

export interface TakingsRow {
  readonly payment_method: PaymentMethod;
  readonly received_by_account_id: number | null;
  readonly received_by_name: string | null;
  readonly count: number;
  readonly received: string;
  readonly refunded: string;
}

/** Sums over lines and receipts; amounts as DECIMAL text. Writes nothing. */
export function moneySummaryRepository(db: Sql) {
  return {
    /** Live lines of a patient, a row a visit, newest first. */
    async byVisit(patient_id: number): Promise<VisitSums[]> {
      const { rows } = await sql<VisitSums>`
        select p.appointment_id, a.appointment_date,
          sum(p.amount) as due, sum(coalesce(r.paid, 0.00)) as paid
        from payments p
        join appointments a on a.id = p.appointment_id
        left join (
          select b.payment_id, sum(b.amount) as paid
          from payment_receipts b
          join payments q on q.id = b.payment_id
          where q.patient_id = ${patient_id}
          group by b.payment_id
        ) r on r.payment_id = p.id
        where p.patient_id = ${patient_id} and p.voided_at is null
        group by p.appointment_id, a.appointment_date
        order by a.appointment_date desc, p.appointment_id desc
      `.execute(db);
      return rows;
    },

    /** One location, or all, by name. */
    async places(
      id: number | undefined,
    ): Promise<{ id: number; name: string; time_zone: string }[]> {
      return db
        .selectFrom("clinic_locations")
        .select(["id", "name", "time_zone"])
        .$if(id !== undefined, (query) => query.where("id", "=", id!))
        .orderBy("name")
        .orderBy("id")
        .execute();
    },

    /** Money moved for visits at a place in [from, until), as DATETIME(6) holds instants. */
    async takings(
      location_id: number,
      from: string,
      until: string,
    ): Promise<TakingsRow[]> {
      const { rows } = await sql<TakingsRow>`
        select r.payment_method, r.received_by_account_id,
          max(c.display_name) as received_by_name, count(*) as count,
          coalesce(sum(case when r.amount > 0 then r.amount end), 0.00) as received,
          coalesce(sum(case when r.amount < 0 then r.amount end), 0.00) as refunded
        from payment_receipts r
        join payments p on p.id = r.payment_id
        join appointments a on a.id = p.appointment_id
        left join accounts c on c.id = r.received_by_account_id
        where a.location_id = ${location_id}
          and r.received_at >= ${from} and r.received_at < ${until}
        group by r.payment_method, r.received_by_account_id
        order by r.payment_method, r.received_by_account_id
      `.execute(db);
      return rows.map((row) => ({ ...row, count: Number(row.count) }));
    },
  };
}

export type MoneySummaryRepository = ReturnType<typeof moneySummaryRepository>;
