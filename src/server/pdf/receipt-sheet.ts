import type { Temporal } from "temporal-polyfill";
import type { Sheet } from "./pdf-sheet.ts";

/** Everything the paper says; amounts as `12.34`, moments as wall time at the location. */
export interface PrintedReceipt {
  readonly id: number;
  readonly payment_id: number;
  readonly patient_id: number;
  readonly patient_name: string;
  readonly appointment_date: string;
  readonly location_name: string;
  readonly location_address: string;
  readonly location_phone: string;
  readonly currency: string;
  readonly amount: string;
  readonly payment_method: string;
  readonly received_at: string;
  readonly received_by_name: string | null;
  readonly reverses_receipt_id: number | null;
  readonly amount_due: string;
  /** Paid up to and with this receipt. */
  readonly paid: string;
}

/** A receipt, or the paper of a refund. */
export function receiptSheet(
  of: PrintedReceipt,
  printed_at: Temporal.Instant,
): Sheet {
  const money = (amount: string): string => `${amount} ${of.currency}`;
  const refund = of.amount.startsWith("-");
  return {
    title: refund ? "Refund" : "Receipt",
    letterhead: [of.location_name, of.location_address, of.location_phone],
    sections: [
      {
        lines: [
          ["Receipt number", String(of.id)],
          ["Patient", of.patient_name],
          ["Patient number", String(of.patient_id)],
          ["Visit on", of.appointment_date],
        ],
      },
      {
        lines: [
          [refund ? "Given back" : "Received", money(of.amount)],
          ["Method", of.payment_method],
          [refund ? "Given back at" : "Received at", of.received_at],
          ...(of.received_by_name === null
            ? []
            : [["By", of.received_by_name] as const]),
          ...(of.reverses_receipt_id === null
            ? []
            : [
                ["For receipt number", String(of.reverses_receipt_id)] as const,
              ]),
        ],
      },
      {
        lines: [
          ["Amount due", money(of.amount_due)],
          ["Paid so far", money(of.paid)],
        ],
      },
    ],
    footnotes: [`Payment ${of.payment_id}, receipt ${of.id}`],
    printed_at,
  };
}
