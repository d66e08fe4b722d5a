import { Temporal } from "temporal-polyfill";
import type { DateFormat } from "#contract/patient-import.ts";
import type { Patient } from "#contract/patients.ts";
import { bloodTypes } from "#contract/patients.ts";

const order: Readonly<Record<DateFormat, readonly [number, number, number]>> = {
  "YYYY-MM-DD": [0, 1, 2],
  "DD/MM/YYYY": [2, 1, 0],
  "MM/DD/YYYY": [2, 0, 1],
};

/** YYYY-MM-DD, or undefined when the text is not written in the format. */
export function readDate(text: string, format: DateFormat): string | undefined {
  const parts = text.trim().split(/[-/.]/);
  if (parts.length !== 3) return undefined;
  const [year, month, day] = order[format].map((at) => parts[at]!);
  if (
    !/^\d{4}$/.test(year!) ||
    ![month, day].every((n) => /^\d{1,2}$/.test(n!))
  )
    return undefined;
  try {
    return Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: "reject" },
    ).toString();
  } catch {
    return undefined;
  }
}

const genderWords: Readonly<Record<string, Patient["gender"]>> = {
  m: "Male",
  male: "Male",
  man: "Male",
  f: "Female",
  female: "Female",
  w: "Female",
  woman: "Female",
  o: "Other",
  x: "Other",
  d: "Other",
  other: "Other",
  diverse: "Other",
  nonbinary: "Other",
  u: "Prefer not to say",
  unknown: "Prefer not to say",
  prefernottosay: "Prefer not to say",
  notstated: "Prefer not to say",
};

/** The design's word for what the file says; undefined when it says something else. */
export function readGender(text: string): Patient["gender"] | undefined {
  const word = text.toLowerCase().replace(/[^a-z]/g, "");
  // An own member only: "constructor" is no gender.
  return Object.hasOwn(genderWords, word) ? genderWords[word] : undefined;
}

/** "a pos", "0 +", "ab−" as the design writes them. */
export function readBloodType(text: string): Patient["blood_type"] | undefined {
  const short = text
    .toUpperCase()
    .replace(/\s|RH|\(|\)/g, "")
    .replace(/^0/, "O")
    .replace(/(POSITIVE|POS)$/, "+")
    .replace(/(NEGATIVE|NEG|\u2212|\u2013)$/, "-");
  if (/^(UNKNOWN|UNK|\?)$/.test(short)) return "Unknown";
  return bloodTypes.find((type) => type === short);
}

const noneKnown =
  /^(nka|nkda|none|nil|none known|no known (drug )?allerg(y|ies))\.?$/i;

/** "NKDA" is an answer, not an allergy. */
export const saysNoneKnown = (text: string): boolean =>
  noneKnown.test(text.trim());

/** Undoes the apostrophe that keeps a spreadsheet from running a cell as a formula. */
export const unguarded = (cell: string): string =>
  /^'[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(cell) ? cell.slice(1) : cell;
