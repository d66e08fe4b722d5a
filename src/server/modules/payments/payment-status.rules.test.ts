import fc from "fast-check";
import { expect, test } from "vitest";
import { randomRuns } from "#test/support/random-runs.ts";
import {
  refuseOverpayment,
  requireInsurance,
  statusOf,
} from "./payment-status.rules.ts";
import { formatTotal, totalCents } from "./totals.rules.ts";

test("the status follows the money", () => {
  expect(statusOf(0, 5000, "Cash")).toBe("Pending");
  expect(statusOf(0, 5000, "Insurance")).toBe("Insurance Pending");
  expect(statusOf(1, 5000, "Insurance")).toBe("Partially Paid");
  expect(statusOf(4999, 5000, "Cash")).toBe("Partially Paid");
  expect(statusOf(5000, 5000, "Cash")).toBe("Completed");
});

test("more than is due is refused and says what is due", () => {
  expect(() =>
    refuseOverpayment(3001, { paid: 2000, amount: 5000 }),
  ).toThrowError(
    expect.objectContaining({
      code: "overpayment",
      extras: { still_due: "30.00" },
    }),
  );
  refuseOverpayment(3000, { paid: 2000, amount: 5000 });
});

test("insurance needs both its names, cash needs none", () => {
  const line = { insurance_provider: null, policy_number: null };
  requireInsurance({ ...line, payment_method: "Cash" });
  const half = { ...line, insurance_provider: "Aegis" };
  for (const wrong of [
    { ...line, payment_method: "Insurance" as const },
    { ...half, payment_method: "Insurance" as const },
    { ...half, payment_method: "Cash" as const },
  ])
    expect(() => requireInsurance(wrong)).toThrowError(
      expect.objectContaining({ code: "invalid_request" }),
    );
});

test("a sum survives being written and read", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (cents) => {
      expect(totalCents(formatTotal(cents)) + 0).toBe(cents + 0);
    }),
    randomRuns(200),
  );
  expect(totalCents("-0.00")).toBe(0);
  expect(() => totalCents("1e3")).toThrow(RangeError);
});
