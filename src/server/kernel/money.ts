import { invalidField } from "./clinic-error.ts";

/** What DECIMAL(10,2) holds: 99 999 999.99. */
export const MAX_CENTS = 9_999_999_999;

/**
 * Reads an amount such as "12.34", "12.3", "12" or "-12.34" as integer cents.
 * Only digits count, so that no float ever touches money.
 * @throws ClinicError `invalid_request` for more than two decimals, an exponent, or more than 99999999.99.
 */
export function parseCents(text: string, pointer = "/amount"): number {
  const found = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (!found)
    throw invalidField(pointer, "An amount with at most two decimals.");
  const [, sign, whole = "", decimals = ""] = found;
  const cents = Number(whole) * 100 + Number(decimals.padEnd(2, "0"));
  if (cents > MAX_CENTS) throw invalidField(pointer, "At most 99999999.99.");
  // Never -0: it would print as "-0.00" and differ under Object.is.
  return sign && cents !== 0 ? -cents : cents;
}

/**
 * Integer cents as a string with two decimals, as the wire and DECIMAL(10,2) have it.
 * @throws RangeError when it is not a whole number of cents within the column's range: a fault of ours.
 */
export function formatCents(cents: number): string {
  if (!Number.isInteger(cents) || Math.abs(cents) > MAX_CENTS)
    throw new RangeError("Not an amount in whole cents.");
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
