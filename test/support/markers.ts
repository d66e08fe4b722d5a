import type { JsonSchema } from "./sample-input.ts";

// Three things that nothing in the product says by itself: a word, the digits of a telephone, a birthday.
const word = "Zqx";
const phone = "+990 441-788";
const birthday = "1907-08-09";
const traces = [/zqx[a-z]*/gi, /990\D?441\D?788/g, /1907\D?0?8\D?0?9/g];

/** A word that stands for a patient's data and says which field it came from; letters only. */
export const marker = (...names: readonly string[]): string =>
  word +
  names
    .join("")
    .replace(/[^a-z]/gi, "")
    .toLowerCase();

export const markedPhone = (end: string): string => `${phone}-${end}`;
export const markedBirthday = birthday;
export const markedEmail = (...names: readonly string[]): string =>
  `${marker(...names)}@people.example`;

/** The traces of a patient in a text that should hold none. */
export const leaksIn = (text: string): string[] =>
  traces.flatMap((trace) => text.match(trace) ?? []);

const isType = (schema: JsonSchema, type: string): boolean =>
  [schema.type].flat().includes(type);

/** A marker in the form the field takes; undefined where a field takes only words of ours, numbers or times. */
function markedText(
  schema: JsonSchema & { maxLength?: number },
  name: string,
): string | undefined {
  if (schema.enum) return undefined;
  if (schema.format === "date")
    return /birth/.test(name) ? birthday : undefined;
  const pattern = schema.pattern ?? "";
  if (pattern.includes("@")) return markedEmail(name);
  if (pattern.includes("0-9+()")) return markedPhone("12");
  const isProse = ["", "\\S"].includes(pattern) || pattern.startsWith("^[^");
  return isProse && !schema.format
    ? marker(name).slice(0, schema.maxLength)
    : undefined;
}

/**
 * What is sent to an operation, with a marker in every field that takes words, whether it must be there or not.
 * @param given a body that the contract takes; ids, times and choices are kept from it
 */
export function marked(
  schema: JsonSchema,
  given: unknown,
  name: string,
): unknown {
  if (isType(schema, "object") && schema.properties) {
    const members = Object.entries(schema.properties).map(([field, part]) => [
      field,
      marked(
        part,
        (given as Record<string, unknown> | undefined)?.[field],
        name + field,
      ),
    ]);
    const filled = members.filter(([, value]) => value !== undefined);
    return filled.length > 0 ? Object.fromEntries(filled) : given;
  }
  if (isType(schema, "array") && schema.items) {
    const one = marked(schema.items, (given as unknown[])?.[0], name);
    return one === undefined ? given : [one];
  }
  if (!isType(schema, "string")) return given;
  return markedText(schema, name) ?? given;
}

/** Every text field's value replaced in turn by something of the wrong kind that still holds the marker. */
export function spoilt(
  body: Record<string, unknown>,
  name: string,
): Record<string, unknown>[] {
  const bad = marker(name, "spoilt");
  return [
    { ...body, surprise: bad },
    ...Object.keys(body).flatMap((field) =>
      [bad, [bad], { [field]: bad }, `${bad}\u0000`, bad.repeat(2_000)].map(
        (value) => ({ ...body, [field]: value }),
      ),
    ),
  ];
}
