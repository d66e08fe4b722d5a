import { matchName } from "./match-name.rules.ts";
import type { NameWord } from "./name-words.rules.ts";
import type { Candidate } from "./ranking.rules.ts";

/** A row of the name index. */
export interface NameHit {
  readonly word: string;
  readonly other_word: string;
  readonly more_words: string;
  readonly patient_id: number;
  readonly is_active: number;
}

/** A word of the dictionary that may be meant, and somebody who bears it. */
export interface LikelyWord {
  readonly word: string;
  readonly weight: number;
  /** Twice the id of one bearer, plus one when active: a subquery gives one value. */
  readonly bearer: number | null;
}

/** Index rows as candidates; those that do not fit what was typed are left out. */
export function judgeHits(
  typed: readonly NameWord[],
  hits: readonly NameHit[],
  mayMiss = 0,
): Candidate[] {
  return hits.flatMap((hit) => {
    const words = [hit.word, hit.other_word, ...hit.more_words.split(" ")];
    const stored = words.filter((word) => word !== "").map((word) => [word]);
    const found = matchName(typed, stored, mayMiss);
    if (!found) return [];
    const candidate: Candidate = {
      ...found,
      patient_id: hit.patient_id,
      is_active: hit.is_active === 1,
      name: typed.length === 1 ? hit.word : `${hit.word} ${hit.other_word}`,
      weight: 0,
    };
    return [candidate];
  });
}

/** Likely words with the one bearer that came with each. */
export function judgeWords(
  typed: NameWord,
  words: readonly LikelyWord[],
): Candidate[] {
  return words.flatMap(({ word, weight, bearer }) => {
    const found = matchName([typed], [[word], [""]]);
    if (!found || bearer === null) return [];
    const candidate: Candidate = {
      ...found,
      patient_id: Math.floor(bearer / 2),
      is_active: bearer % 2 === 1,
      name: word,
      weight,
    };
    return [candidate];
  });
}
