/**
 * Sums outgrow one column: they are read and written without its limit. Whole cents stay exact
 * up to 90 million million.
 */

/** "1234.50" or "-0.10", as DECIMAL sums come, in cents. @throws RangeError for anything else: a fault of ours */
export function totalCents(text: string): number {
  const found = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  const cents = found
    ? Number(`${found[2]}${(found[3] ?? "").padEnd(2, "0")}`)
    : NaN;
  if (!Number.isSafeInteger(cents))
    throw new RangeError("Not a sum in whole cents.");
  return found?.[1] && cents !== 0 ? -cents : cents;
}

/** Cents as a string with two decimals. */
export function formatTotal(cents: number): string {
  if (!Number.isSafeInteger(cents))
    throw new RangeError("Not a sum in whole cents.");
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
