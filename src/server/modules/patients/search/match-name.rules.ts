import { shortestCorrected } from "./deletion-keys.rules.ts";
import type { NameWord } from "./name-words.rules.ts";
import { isUnspaced } from "./name-words.rules.ts";
import { withinOneEdit } from "./one-edit.rules.ts";

/** How well an answer fits: as typed, unfinished, or with a slip of the keys. */
export type Match = "exact" | "prefix" | "close";

export interface NameMatch {
  readonly match: Match;
  /** 1-100 */
  readonly score: number;
}

const order: readonly Match[] = ["exact", "prefix", "close"];
const lost = { exact: 0, prefix: 10, close: 30, missing: 35, extraWord: 1 };

/** The weaker of two. */
export function worse(a: Match, b: Match): Match {
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

function fits(typed: string, stored: string, match: Match): boolean {
  if (match === "exact") return typed === stored;
  if (match === "prefix") return stored.startsWith(typed);
  return (
    typed.length >= shortestCorrected &&
    stored.length >= shortestCorrected - 1 &&
    !isUnspaced(typed) &&
    withinOneEdit(typed, stored)
  );
}

const fitsAny = (
  typed: NameWord,
  stored: readonly string[],
  match: Match,
): boolean => typed.some((a) => stored.some((b) => fits(a, b, match)));

/**
 * How typed words, in any order, fit the words of a name. Each stored word serves once;
 * names may have more words than were typed. Undefined when more than `mayMiss` typed words fit nothing.
 */
export function matchName(
  typed: readonly NameWord[],
  stored: readonly (readonly string[])[],
  mayMiss = 0,
): NameMatch | undefined {
  let match: Match = "exact";
  let score = 100;
  // Bits of what is not matched yet: this runs for every row that is read.
  let open = (1 << typed.length) - 1;
  let free = (1 << stored.length) - 1;
  for (const wanted of order) {
    for (let t = 0; t < typed.length; t += 1) {
      if (!(open & (1 << t))) continue;
      for (let s = 0; s < stored.length; s += 1) {
        if (!(free & (1 << s))) continue;
        if (!fitsAny(typed[t]!, stored[s]!, wanted)) continue;
        open &= ~(1 << t);
        free &= ~(1 << s);
        match = wanted;
        score -= lost[wanted];
        // A slip at the first letter is rarer than one further on.
        if (wanted === "close" && typed[t]![0][0] !== stored[s]![0]?.[0])
          score -= 5;
        break;
      }
    }
  }
  const missing = bitCount(open);
  if (missing > mayMiss || missing === typed.length) return undefined;
  if (missing > 0) match = "close";
  score -= missing * lost.missing;
  score -= Math.min(bitCount(free) * lost.extraWord, 5);
  return { match, score: Math.max(score, 1) };
}
