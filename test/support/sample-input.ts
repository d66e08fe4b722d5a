/** A stream of numbers from 0 to 1 that a seed repeats. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface JsonSchema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  minItems?: number;
  description?: string;
}

type Random = () => number;
const pick = <T>(random: Random, list: readonly T[]): T =>
  list[Math.floor(random() * list.length)]!;

function sampleText(schema: JsonSchema, random: Random): string {
  if (schema.format === "date")
    return pick(random, ["2026-12-01", "1987-03-04", "2024-01-15"]);
  if (schema.format === "date-time") return "2026-12-01T10:00:00Z";
  const pattern = schema.pattern ?? "";
  if (pattern.includes("[0-5]\\d(:00)"))
    return pick(random, ["09:00", "10:30:00", "13:05"]);
  if (pattern.startsWith("^[+-]")) return "-05:00";
  if (pattern.includes("\\.\\d{2}")) return pick(random, ["12.00", "0.01"]);
  if (pattern.includes("@")) return `a${Math.floor(random() * 1e6)}@b.example`;
  if (pattern.includes("0-9+()")) return "555-0134";
  if (pattern.includes("A-Za-z0-9_+")) return "Europe/London";
  return pick(random, ["Anna Lind", "because it is needed", "Ørsted 李"]);
}

/** A value that the schema takes. */
export function sample(schema: JsonSchema, random: Random): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(random, schema.enum);
  if (schema.anyOf) return sample(pick(random, schema.anyOf), random);
  const type = Array.isArray(schema.type)
    ? pick(random, schema.type)
    : schema.type;
  switch (type) {
    case "null":
      return null;
    case "boolean":
      return random() < 0.5;
    case "integer":
    case "number":
      return (schema.minimum ?? 0) + Math.floor(random() * 3);
    case "array":
      return Array.from(
        { length: (schema.minItems ?? 0) + (random() < 0.5 ? 1 : 0) },
        () => sample(schema.items ?? {}, random),
      );
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => schema.required?.includes(name) || random() < 0.5)
          .map(([name, member]) => [name, sample(member, random)]),
      );
    default:
      return sampleText(schema, random);
  }
}

const deep = (levels: number): unknown => {
  let value: unknown = "x";
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
};

/** Things no form sends: wrong types, sizes, injections, odd Unicode, nesting. */
export const hostileValues: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  2 ** 53,
  "",
  " ",
  "x".repeat(70_000),
  "' OR 1=1 -- ",
  '"; DROP TABLE patients; --',
  "${jndi:ldap://127.0.0.1/a}",
  "<script>alert(1)</script>",
  "=HYPERLINK(1)",
  "../../etc/passwd",
  "%00%0a",
  "a\u0000b",
  "\ud800",
  "\u202eabc",
  "𝕏".repeat(200),
  "9999-99-99",
  "0000-00-00",
  "24:60",
  "99999999999999999999",
  "-0.00",
  "1e5",
  [],
  {},
  { $gt: "" },
  { __proto__x: 1, constructor: { prototype: 1 } },
  deep(2_000),
  Array.from({ length: 1_000 }, () => 1),
];

/** A valid input with one thing wrong in it, or a value that is wrong as a whole. */
export function spoil(value: unknown, random: Random): unknown {
  const bad = pick(random, hostileValues);
  if (value === null || typeof value !== "object" || random() < 0.1) return bad;
  if (Array.isArray(value)) return [...(value as unknown[]), bad];
  const members = { ...(value as Record<string, unknown>) };
  const names = Object.keys(members);
  const kind = random();
  if (kind < 0.15 || names.length === 0) members["surprise"] = bad;
  else if (kind < 0.3) delete members[pick(random, names)];
  else {
    const name = pick(random, names);
    members[name] = random() < 0.3 ? spoil(members[name], random) : bad;
  }
  return members;
}
