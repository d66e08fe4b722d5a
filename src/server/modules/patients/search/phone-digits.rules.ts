/** Fewer digits than this are not looked up as a telephone number. */
export const fewestPhoneDigits = 4;
/** Two numbers are compared by their last digits: prefixes come and go. */
export const comparedPhoneDigits = 7;

const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];

/** The digits of a text in ASCII, whatever script and separators they were typed in. */
export function digitsOf(text: string): string {
  return asciiDigits(text).replace(/\D+/g, "");
}

/** The text with the digits of other scripts as 0-9. */
export function asciiDigits(text: string): string {
  return text.normalize("NFKC").replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = zeros.find((start) => code >= start && code < start + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}

/** How a telephone number is stored: digits from the last to the first, so that its end is a prefix. */
export function phoneKey(text: string): string {
  return [...digitsOf(text)].reverse().join("").slice(0, 20);
}

/**
 * The prefix of stored keys to read for typed digits. Up to three leading digits may be
 * a country code or a trunk zero that the stored number lacks, and the other way round.
 */
export function phoneKeyPrefix(typed: string): string {
  const key = phoneKey(typed);
  const sure = Math.min(Math.max(key.length - 3, comparedPhoneDigits), 9);
  return key.slice(0, sure);
}

/** "exact" when all digits agree but for a prefix, "prefix" when only an end was typed, else undefined. */
export function matchPhone(
  typed: string,
  stored: string,
): "exact" | "prefix" | undefined {
  const a = phoneKey(typed);
  const b = phoneKey(stored);
  const common = Math.min(a.length, b.length);
  let same = 0;
  while (same < common && a[same] === b[same]) same += 1;
  // 020 7946 0018 and +44 20 7946 0018 part at the trunk zero.
  const trunkZero = same === common - 1 && (a[same] === "0" || b[same] === "0");
  if (same < common && !trunkZero) return undefined;
  if (same < comparedPhoneDigits) {
    return same === a.length && same >= fewestPhoneDigits
      ? "prefix"
      : undefined;
  }
  return "exact";
}
