import { sql } from "kysely";
import type { Payment } from "#contract/payment-shapes.ts";
import type { Page } from "#contract/types.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Sql } from "#server/storage/database.ts";
import {
  decodeCursor,
  inWrittenOrder,
  toPage,
  wireInstant,
} from "#server/storage/rows.ts";
import { formatTotal, totalCents } from "./totals.rules.ts";

export interface NewPayment {
  appointment_id: number;
  patient_id: number;
  amount: string;
  payment_method: Payment["payment_method"];
  payment_status: Payment["payment_status"];
  insurance_provider: string | null;
  policy_number: string | null;
}

export interface PaymentFilter {
  readonly patient_id?: number | undefined;
  readonly appointment_id?: number | undefined;
  readonly status?: Payment["payment_status"] | undefined;
  /** Dates of the visits, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly include_voided: boolean;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A line with the place of its visit, for the audit. */
export interface FoundPayment extends Payment {
  readonly location_name: string;
}

interface Row {
  amount: string;
  paid: string;
  created_at: string;
  payment_date: string | null;
  voided_at: string | null;
}

function present<R extends Row>(row: R) {
  const due = row.voided_at === null ? totalCents(row.amount) : 0;
  return {
    ...row,
    created_at: wireInstant(row.created_at),
    payment_date: wireInstant(row.payment_date),
    voided_at: wireInstant(row.voided_at),
    still_due: formatTotal(due - totalCents(row.paid)),
  };
}

/** @throws ClinicError `malformed_request` for a cursor that we did not give */
function idAfter(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const id = decodeCursor(cursor)?.["id"];
  if (typeof id !== "number" || !Number.isSafeInteger(id))
    throw new ClinicError("malformed_request");
  return id;
}

/** `payments`: amounts due. What was paid is summed from the receipts, never stored. */
export function paymentRepository(db: Sql) {
  const rows = () =>
    db
      .selectFrom("payments as p")
      .innerJoin("patients as pt", "pt.id", "p.patient_id")
      .innerJoin("appointments as a", "a.id", "p.appointment_id")
      .innerJoin("clinic_locations as l", "l.id", "a.location_id")
      .select([
        "p.id",
        "p.appointment_id",
        "p.patient_id",
        "p.amount",
        "p.payment_method",
        "p.payment_status",
        "p.insurance_provider",
        "p.policy_number",
        "p.payment_date",
        "p.created_at",
        "p.voided_at",
        "p.void_reason",
        "p.row_version",
        "a.appointment_date",
        "l.name as location_name",
        sql<string>`concat(pt.first_name, ' ', pt.last_name)`.as(
          "patient_name",
        ),
        sql<string>`(select coalesce(sum(r.amount), 0.00)
          from payment_receipts r where r.payment_id = p.id)`.as("paid"),
      ]);

  return {
    async find(id: number): Promise<FoundPayment | undefined> {
      const row = await rows().where("p.id", "=", id).executeTakeFirst();
      return row && present(row);
    },

    /** Newest first. */
    async list(filter: PaymentFilter): Promise<Page<FoundPayment>> {
      const after = idAfter(filter.cursor);
      const { patient_id, appointment_id, status, from, to } = filter;
      let query = db.selectFrom("payments as p").select("p.id");
      if (patient_id !== undefined)
        query = query.where("p.patient_id", "=", patient_id);
      if (appointment_id !== undefined)
        query = query.where("p.appointment_id", "=", appointment_id);
      if (status !== undefined)
        query = query.where("p.payment_status", "=", status);
      if (from !== undefined || to !== undefined)
        query = query
          .innerJoin("appointments as a", "a.id", "p.appointment_id")
          .where("a.appointment_date", ">=", from ?? "0001-01-01")
          .where("a.appointment_date", "<=", to ?? "9999-12-31");
      if (!filter.include_voided)
        query = query.where("p.voided_at", "is", null);
      if (after !== undefined) query = query.where("p.id", "<", after);
      // First which lines, by an index; joined at once they would all be read and sorted with their names and sums.
      const page = await query
        .orderBy("p.id", "desc")
        .limit(filter.limit + 1)
        .execute();
      if (page.length === 0) return { items: [], next_cursor: null };
      const found = await rows()
        .modifyFront(inWrittenOrder)
        .where(
          "p.id",
          "in",
          page.map(({ id }) => id),
        )
        .orderBy("p.id", "desc")
        .execute();
      return toPage(found.map(present), filter.limit, ({ id }) => ({ id }));
    },

    async insert(fields: NewPayment): Promise<number> {
      const inserted = await db
        .insertInto("payments")
        .values(fields)
        .executeTakeFirstOrThrow();
      return Number(inserted.insertId);
    },

    /**
     * Takes the line for this transaction, if it still has the version seen: whoever else moves money on it waits here,
     * so sums read afterwards cannot race. @returns whether it had
     */
    async claim(id: number, seen: number): Promise<boolean> {
      const result = await db
        .updateTable("payments")
        .set({ row_version: seen + 1 })
        .where("id", "=", id)
        .where("row_version", "=", seen)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    /** After a claim: the version has been counted already. */
    async settle(
      id: number,
      state: {
        payment_status?: Payment["payment_status"];
        payment_date?: string | null;
        voided_at?: string;
        void_reason?: string;
        voided_by_account_id?: number;
      },
    ): Promise<void> {
      await db
        .updateTable("payments")
        .set(state)
        .where("id", "=", id)
        .execute();
    },

    /** First and last name; undefined when there is no such patient. */
    async patientName(id: number): Promise<string | undefined> {
      const row = await db
        .selectFrom("patients")
        .select(["first_name", "last_name"])
        .where("id", "=", id)
        .executeTakeFirst();
      return row && `${row.first_name} ${row.last_name}`;
    },

    /** Whose visit it is; undefined when there is none. */
    async visit(
      appointment_id: number,
    ): Promise<{ patient_id: number } | undefined> {
      return db
        .selectFrom("appointments")
        .select("patient_id")
        .where("id", "=", appointment_id)
        .executeTakeFirst();
    },
  };
}

export type PaymentRepository = ReturnType<typeof paymentRepository>;
