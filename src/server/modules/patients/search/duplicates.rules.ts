import type { SearchablePatient } from "./index-rows.rules.ts";
import { editDistance } from "./one-edit.rules.ts";
import { nameWords } from "./name-words.rules.ts";
import { matchPhone } from "./phone-digits.rules.ts";
import { soundKey } from "./sound-key.rules.ts";

/** What two patients are compared by. */
export type ComparedPatient = Pick<
  SearchablePatient,
  "first_name" | "last_name" | "phone" | "email" | "date_of_birth"
>;

export type DuplicateReason =
  | "same_name"
  | "similar_name"
  | "same_dob"
  | "swapped_dob"
  | "same_phone"
  | "same_email";

export interface DuplicateScore {
  /** 0-100 */
  readonly score: number;
  readonly reasons: readonly DuplicateReason[];
}

/** From this score on a registration is asked "is this the same person?". */
export const LIKELY_DUPLICATE = 60;

// No single agreement but the e-mail, which is unique, reaches the threshold:
// families share telephones, namesakes names, twins birthdays.
const points: Readonly<Record<DuplicateReason, number>> = {
  same_name: 40,
  similar_name: 28,
  same_dob: 35,
  swapped_dob: 32,
  same_phone: 25,
  same_email: 60,
};

function soundsLike(a: string, b: string): boolean {
  if (a === b || soundKey(a) === soundKey(b)) return true;
  const longer = Math.max(a.length, b.length);
  return longer > 3 && editDistance(a, b) <= (longer > 7 ? 2 : 1);
}

const wordsOf = (patient: ComparedPatient): string[] =>
  nameWords(`${patient.first_name} ${patient.last_name}`).map(
    ([plain]) => plain,
  );

/** Every word of the shorter name has its like in the longer one, in any order. */
function compareNames(
  a: ComparedPatient,
  b: ComparedPatient,
): "same_name" | "similar_name" | undefined {
  const [shorter = [], longer = []] = [wordsOf(a), wordsOf(b)].sort(
    (x, y) => x.length - y.length,
  );
  if (shorter.join("") === "") return undefined;
  if ([...shorter].sort().join(" ") === [...longer].sort().join(" "))
    return "same_name";
  if (wordsOf(a).join("") === wordsOf(b).join("")) return "same_name";
  const free = [...longer];
  for (const word of shorter) {
    const at = free.findIndex((other) => soundsLike(word, other));
    if (at < 0) return undefined;
    free.splice(at, 1);
  }
  // One shared word of a longer name says little.
  return shorter.length > 1 || longer.length === 1 ? "similar_name" : undefined;
}

/** 1987-03-04 as 1987-04-03; undefined where that is no date or the same one. */
export function swappedDayAndMonth(date: string): string | undefined {
  const [year = "", month = "", day = ""] = date.split("-");
  return month === day || Number(day) > 12
    ? undefined
    : `${year}-${day}-${month}`;
}

function compareBirths(
  a: ComparedPatient,
  b: ComparedPatient,
): "same_dob" | "swapped_dob" | undefined {
  if (a.date_of_birth === b.date_of_birth) return "same_dob";
  return swappedDayAndMonth(a.date_of_birth) === b.date_of_birth
    ? "swapped_dob"
    : undefined;
}

const samePhone = (a: ComparedPatient, b: ComparedPatient): boolean =>
  matchPhone(a.phone, b.phone) === "exact";

const sameEmail = (a: ComparedPatient, b: ComparedPatient): boolean =>
  a.email !== null && a.email.toLowerCase() === b.email?.toLowerCase();

/**
 * How likely two records are one person, and why. Symmetric; compares only what both have.
 * A name that is nowhere alike halves the rest: relatives share the rest.
 */
export function scoreDuplicate(
  a: ComparedPatient,
  b: ComparedPatient,
): DuplicateScore {
  const name = compareNames(a, b);
  const reasons = [
    name,
    compareBirths(a, b),
    samePhone(a, b) ? ("same_phone" as const) : undefined,
    sameEmail(a, b) ? ("same_email" as const) : undefined,
  ].filter((reason) => reason !== undefined);
  const sum = reasons.reduce((total, reason) => total + points[reason], 0);
  return { score: Math.min(name ? sum : Math.floor(sum / 2), 100), reasons };
}
