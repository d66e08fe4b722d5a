import type { PaymentMethod, PaymentStatus } from "#contract/payment-shapes.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { formatTotal } from "./totals.rules.ts";

/** The status that an amount due has with so much of it paid; both in cents. */
export function statusOf(
  paid: number,
  amount: number,
  method: PaymentMethod,
): PaymentStatus {
  if (paid >= amount) return "Completed";
  if (paid > 0) return "Partially Paid";
  return method === "Insurance" ? "Insurance Pending" : "Pending";
}

/** @throws ClinicError `overpayment` with `still_due` */
export function refuseOverpayment(
  received: number,
  line: { readonly paid: number; readonly amount: number },
): void {
  const still_due = line.amount - line.paid;
  if (received > still_due)
    throw new ClinicError("overpayment", undefined, {
      still_due: formatTotal(still_due),
    });
}

/** Names what an insurance needs. @throws ClinicError `invalid_request` */
export function requireInsurance(line: {
  readonly payment_method: PaymentMethod;
  readonly insurance_provider: string | null;
  readonly policy_number: string | null;
}): void {
  const { insurance_provider, policy_number } = line;
  const wanted =
    line.payment_method === "Insurance" ||
    insurance_provider !== null ||
    policy_number !== null;
  const errors = Object.entries({ insurance_provider, policy_number })
    .filter(([, value]) => wanted && value === null)
    .map(([name]) => ({
      pointer: `/${name}`,
      detail: "insurance needs provider and policy number",
    }));
  if (errors.length > 0)
    throw new ClinicError("invalid_request", undefined, { errors });
}
