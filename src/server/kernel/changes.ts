import type { DocumentValue } from "./canonical-json.ts";

type Fields = Record<string, DocumentValue>;

/** Bookkeeping that says nothing about what a person changed. */
const ignored = new Set(["updated_at", "row_version"]);

/** The fields that differ, as they were and as they are: the `changes` of an audit entry. */
export function changesBetween(
  before: object,
  after: object,
  reason: string | null = null,
): { before: Fields; after: Fields; reason: string | null } {
  const was: Fields = {};
  const is: Fields = {};
  const old = before as Fields;
  for (const [field, value] of Object.entries(after as Fields)) {
    if (ignored.has(field)) continue;
    if (JSON.stringify(old[field] ?? null) === JSON.stringify(value ?? null))
      continue;
    was[field] = old[field] ?? null;
    is[field] = value ?? null;
  }
  return { before: was, after: is, reason };
}
