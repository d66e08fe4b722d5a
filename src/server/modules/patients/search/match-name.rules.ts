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

/** How one typed word fits one stored word, in any of their spellings; undefined when it does not. */
export function matchWord(
  typed: NameWord,
  stored: readonly string[],
): Match | undefined {
  return order.find((match) =>
    typed.some((a) => stored.some((b) => fits(a, b, match))),
  );
}

/**
 * How typed words, in any order, fit the words of a name. Each stored word serves once;
 * names may have more words than were typed. Undefined when more than `mayMiss` typed words fit nothing.
 */
export function matchName(
  typed: readonly NameWord[],
  stored: readonly (readonly string[])[],
  mayMiss = 0,
): NameMatch | undefined {
  const free = new Set(stored);
  const open = new Set(typed);
  let match: Match = "exact";
  let score = 100;
  for (const wanted of order) {
    for (const word of [...open]) {
      const found = [...free].find((s) => matchWord(word, s) === wanted);
      if (!found) continue;
      free.delete(found);
      open.delete(word);
      match = worse(match, wanted);
      score -= lost[wanted];
      // A slip at the first letter is rarer than one further on.
      if (wanted === "close" && word[0][0] !== found[0]?.[0]) score -= 5;
    }
  }
  if (open.size > mayMiss || open.size === typed.length) return undefined;
  if (open.size > 0) match = "close";
  score -= open.size * lost.missing;
  score -= Math.min(free.size * lost.extraWord, 5);
  return { match, score: Math.max(score, 1) };
}
