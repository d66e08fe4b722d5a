import { findBirthDate } from "./birth-dates.rules.ts";
import type { NameWord } from "./name-words.rules.ts";
import { nameWords } from "./name-words.rules.ts";
import {
  asciiDigits,
  digitsOf,
  fewestPhoneDigits,
} from "./phone-digits.rules.ts";

/** One thing that is known of the patient beside the name. */
export type Fact =
  | { readonly kind: "id"; readonly id: number }
  | { readonly kind: "phone"; readonly digits: string }
  | { readonly kind: "born"; readonly dates: readonly string[] }
  | { readonly kind: "email"; readonly start: string };

/** What was typed: every name word, and of each fact one of its readings, must fit. */
export interface SearchQuery {
  /** At most 6; each may be unfinished. */
  readonly names: readonly NameWord[];
  readonly facts: readonly (readonly Fact[])[];
}

const maxQueryLength = 200;
const maxNames = 6;
const maxFacts = 3;
const largestId = 2_147_483_647;
const numberRun = /(?<![\p{L}\d])[+#(]*\d[\d\s().\-/]*(?![\p{L}])/gu;

function readNumber(typed: string): Fact[] {
  const digits = digitsOf(typed);
  const facts: Fact[] = [];
  const id = Number(digits);
  if (/^\s*#?\d+\s*$/.test(typed) && id > 0 && id <= largestId)
    facts.push({ kind: "id", id });
  if (digits.length >= fewestPhoneDigits && !typed.trimStart().startsWith("#"))
    facts.push({ kind: "phone", digits });
  return facts;
}

/**
 * Reads the one search box: names in any order, telephone, e-mail, date of birth, id.
 * Never fails; what means nothing is left out. The text is not kept.
 */
export function parseSearchQuery(q: string): SearchQuery {
  let text = asciiDigits(q.slice(0, maxQueryLength));
  const facts: Fact[][] = [];
  const take = (pattern: RegExp, read: (typed: string) => Fact[]): void => {
    text = text.replace(pattern, (typed) => {
      const found = read(typed);
      if (found.length > 0) facts.push(found);
      return " ";
    });
  };
  take(/[^\s,;<>]+@[^\s,;<>]*/g, (typed) => [
    { kind: "email", start: typed.toLowerCase() },
  ]);
  const born = findBirthDate(text);
  if (born) {
    const fact: Fact[] = [{ kind: "born", dates: born.dates }];
    // 19870304 may be either.
    if (/^\d+$/.test(born.typed)) fact.push(...readNumber(born.typed));
    facts.push(fact);
    text = born.rest;
  }
  take(numberRun, readNumber);
  // Letters and digits in one are no name: the front of an address, as in jdoe87.
  take(/[^\s,;]*(?:\p{L}[._-]*\d|\d[._-]*\p{L})[^\s,;]*/gu, (typed) => [
    { kind: "email", start: typed.toLowerCase() },
  ]);
  return {
    names: nameWords(text).slice(0, maxNames),
    facts: facts.slice(0, maxFacts),
  };
}
