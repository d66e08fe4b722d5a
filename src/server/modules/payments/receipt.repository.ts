import { sql } from "kysely";
import type { Receipt } from "#contract/payment-shapes.ts";
import type { Sql } from "#server/storage/database.ts";
import { wireInstant } from "#server/storage/rows.ts";

export interface NewReceipt {
  payment_id: number;
  /** Negative in a reversal. */
  amount: string;
  payment_method: Receipt["payment_method"];
  /** As DATETIME(6) holds it. */
  received_at: string;
  received_by_account_id: number;
  reverses_receipt_id: number | null;
  reason: string | null;
}

/** `payment_receipts`: only ever added to. */
export function receiptRepository(db: Sql) {
  const rows = () =>
    db
      .selectFrom("payment_receipts as r")
      .leftJoin("accounts as c", "c.id", "r.received_by_account_id")
      .select([
        "r.id",
        "r.payment_id",
        "r.amount",
        "r.payment_method",
        "r.received_at",
        "r.received_by_account_id",
        "r.reverses_receipt_id",
        "r.reason",
        "c.display_name as received_by_name",
      ]);
  const present = <R extends { received_at: string }>(row: R) => ({
    ...row,
    received_at: wireInstant(row.received_at),
  });

  return {
    async find(id: number): Promise<Receipt | undefined> {
      const row = await rows().where("r.id", "=", id).executeTakeFirst();
      return row && present(row);
    },

    /** Oldest first. */
    async ofPayment(payment_id: number): Promise<Receipt[]> {
      const found = await rows()
        .where("r.payment_id", "=", payment_id)
        .orderBy("r.id")
        .execute();
      return found.map(present);
    },

    async insert(fields: NewReceipt): Promise<number> {
      const inserted = await db
        .insertInto("payment_receipts")
        .values(fields)
        .executeTakeFirstOrThrow();
      return Number(inserted.insertId);
    },

    /** What stands on the paper beside the receipt itself. */
    async paper(receipt_id: number) {
      return db
        .selectFrom("payment_receipts as r")
        .innerJoin("payments as p", "p.id", "r.payment_id")
        .innerJoin("patients as pt", "pt.id", "p.patient_id")
        .innerJoin("appointments as a", "a.id", "p.appointment_id")
        .innerJoin("clinic_locations as l", "l.id", "a.location_id")
        .select([
          "p.patient_id",
          "p.appointment_id",
          "p.amount as amount_due",
          "a.appointment_date",
          "l.name as location_name",
          "l.address as location_address",
          "l.phone as location_phone",
          "l.time_zone",
          sql<string>`concat(pt.first_name, ' ', pt.last_name)`.as(
            "patient_name",
          ),
          // Up to this receipt: a later one must not change an earlier paper.
          sql<string>`(select sum(b.amount) from payment_receipts b
            where b.payment_id = p.id and b.id <= r.id)`.as("paid"),
        ])
        .where("r.id", "=", receipt_id)
        .executeTakeFirst();
    },
  };
}

export type ReceiptRepository = ReturnType<typeof receiptRepository>;
