import type { Receipt } from "#contract/payment-shapes.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import { totalCents } from "./totals.rules.ts";

/**
 * The receipt of the line, and how much of it (cents) was not given back yet.
 * @throws ClinicError `not_found` for a receipt of another line, `invalid_request` for a reversal
 */
export function leftOf(
  receipt_id: number,
  ofLine: readonly Receipt[],
): { receipt: Receipt; left: number } {
  const receipt = ofLine.find((one) => one.id === receipt_id);
  if (!receipt)
    throw new ClinicError("not_found", undefined, {
      errors: [{ pointer: "/receipt_id", detail: "no such receipt" }],
    });
  if (receipt.reverses_receipt_id !== null)
    throw invalidField("/receipt_id", "is itself a refund");
  const given = ofLine
    .filter((one) => one.reverses_receipt_id === receipt_id)
    .reduce((sum, one) => sum + totalCents(one.amount), 0);
  return { receipt, left: totalCents(receipt.amount) + given };
}
