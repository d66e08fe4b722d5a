/** Trimmed and composed (NFC): how every name is stored, in any script, case untouched. */
export const tidy = (text: string): string => text.normalize("NFC").trim();

/** Trimmed, or null when nothing is left; absent stays absent. */
export function tidyOrNull(text: string | null): string | null;
export function tidyOrNull(
  text: string | null | undefined,
): string | null | undefined;
export function tidyOrNull(
  text: string | null | undefined,
): string | null | undefined {
  if (text === null || text === undefined) return text;
  return tidy(text) === "" ? null : tidy(text);
}

/** E-mail as stored: trimmed, lower-cased, NFC; blank is null. */
export function tidyEmail(email: string | null): string | null;
export function tidyEmail(
  email: string | null | undefined,
): string | null | undefined;
export function tidyEmail(
  email: string | null | undefined,
): string | null | undefined {
  return (
    tidyOrNull(email)?.toLowerCase() ?? (email === undefined ? undefined : null)
  );
}
