import { Temporal } from "temporal-polyfill";

/** A document identifier inside a document: written as `{"$oid": ...}`. */
export class ObjectId {
  readonly hex: string;
  constructor(hex: string) {
    this.hex = hex;
  }
}

export type DocumentValue =
  | null
  | boolean
  | string
  | number
  | Temporal.Instant
  | ObjectId
  | readonly DocumentValue[]
  | { readonly [field: string]: DocumentValue | undefined };

const int32 = 2 ** 31;

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError("not a finite number");
  if (Number.isInteger(value) && !Object.is(value, -0))
    return value >= -int32 && value < int32
      ? `{"$numberInt":"${value}"}`
      : `{"$numberLong":"${value}"}`;
  return `{"$numberDouble":"${Object.is(value, -0) ? "-0.0" : value}"}`;
}

/** A lone surrogate is no text: the database would refuse the whole document for it. */
const textOf = (value: string): string => JSON.stringify(value.toWellFormed());

/**
 * Canonical Extended JSON with members in RFC 8785 order (UTF-16 code units):
 * one document, one text. Absent (undefined) members are left out, null stays.
 */
export function canonicalJson(value: DocumentValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return textOf(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") return numberText(value);
  if (value instanceof ObjectId) return `{"$oid":"${value.hex}"}`;
  if (value instanceof Temporal.Instant)
    return `{"$date":{"$numberLong":"${value.epochMilliseconds}"}}`;
  if (Array.isArray(value))
    return `[${(value as readonly DocumentValue[]).map(canonicalJson).join(",")}]`;
  const members = value as { readonly [field: string]: DocumentValue };
  const parts: string[] = [];
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member !== undefined)
      parts.push(`${textOf(name)}:${canonicalJson(member)}`);
  }
  return `{${parts.join(",")}}`;
}

function revive(value: unknown): DocumentValue {
  if (Array.isArray(value)) return value.map(revive);
  if (value === null || typeof value !== "object")
    return value as DocumentValue;
  const members = value as Record<string, unknown>;
  if (typeof members["$numberInt"] === "string")
    return Number(members["$numberInt"]);
  if (typeof members["$numberLong"] === "string")
    return Number(members["$numberLong"]);
  if (typeof members["$numberDouble"] === "string")
    return Number(members["$numberDouble"]);
  if (typeof members["$oid"] === "string") return new ObjectId(members["$oid"]);
  const date = members["$date"] as { $numberLong?: string } | undefined;
  if (date && typeof date.$numberLong === "string")
    return Temporal.Instant.fromEpochMilliseconds(Number(date.$numberLong));
  const out: Record<string, DocumentValue> = {};
  for (const [name, member] of Object.entries(members))
    out[name] = revive(member);
  return out;
}

/** Reads what canonicalJson wrote. @throws SyntaxError when it is not JSON. */
export function parseCanonicalJson(text: string): DocumentValue {
  return revive(JSON.parse(text));
}
