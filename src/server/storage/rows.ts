import { sql } from "kysely";

/**
 * Front of a SELECT whose tables are to be joined as they stand: the listed one first. Left to itself the optimizer
 * may begin with the smallest table and read all there is.
 */
export const inWrittenOrder = sql`straight_join`;

/** "2024-01-15 10:00:00.000000" (UTC, as stored) to "2024-01-15T10:00:00Z". */
export function wireInstant(stored: string): string;
export function wireInstant(stored: string | null): string | null;
export function wireInstant(stored: string | null): string | null {
  if (stored === null) return null;
  const text = `${stored.slice(0, 10)}T${stored.slice(11)}`;
  return `${text.includes(".") ? text.replace(/\.?0+$/, "") : text}Z`;
}

interface CursorKeys {
  readonly [column: string]: string | number | null;
}

/** A cursor the client cannot read meaning into: the sort keys of the last row it saw. */
export const encodeCursor = (keys: CursorKeys): string =>
  Buffer.from(JSON.stringify(keys)).toString("base64url");

/** @returns the keys, or undefined when the cursor is not one of ours */
export function decodeCursor(
  cursor: string | undefined,
): CursorKeys | undefined {
  if (cursor === undefined) return undefined;
  try {
    const keys: unknown = JSON.parse(
      Buffer.from(cursor, "base64url").toString("utf8"),
    );
    return typeof keys === "object" && keys !== null && !Array.isArray(keys)
      ? (keys as CursorKeys)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Cuts the row read beyond the page and says where the next page begins. */
export function toPage<Row>(
  rows: Row[],
  limit: number,
  keysOf: (row: Row) => CursorKeys,
): { items: Row[]; next_cursor: string | null } {
  if (rows.length <= limit) return { items: rows, next_cursor: null };
  const items = rows.slice(0, limit);
  return { items, next_cursor: encodeCursor(keysOf(items[limit - 1]!)) };
}
