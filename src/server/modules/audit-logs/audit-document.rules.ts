import { Temporal } from "temporal-polyfill";
import type { AuditLog } from "#contract/audit-logs.ts";
import type { DocumentValue } from "#server/kernel/canonical-json.ts";
import { ObjectId, parseCanonicalJson } from "#server/kernel/canonical-json.ts";

function plain(value: DocumentValue | undefined): unknown {
  if (value instanceof ObjectId) return value.hex;
  if (value instanceof Temporal.Instant) return value.toString();
  if (Array.isArray(value)) return (value as DocumentValue[]).map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      plain(member as DocumentValue | undefined),
    ]),
  );
}

/**
 * A stored entry as plain JSON: moments as RFC 3339, ids as numbers, `_id` as hex.
 * The salt stays behind: with it, a digest that outlives a redaction could be guessed open.
 * @param text canonical Extended JSON as stored
 */
export function plainEntry(text: string): AuditLog {
  const document = plain(parseCanonicalJson(text)) as AuditLog;
  const { seq, hash, prev_hash } = document.chain;
  return { ...document, chain: { seq, hash, prev_hash } };
}
