import type { NameMatch } from "./match-name.rules.ts";
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

/** A word that may be meant, and somebody who bears it. */
export interface WordHit {
  readonly word: string;
  /** Logarithm of how many bear the word; 0 when it was not asked for. */
  readonly weight: number;
  /** Twice the id of a bearer, plus one when active: a subquery gives one value. */
  readonly bearer: number | null;
}

/** Index rows as candidates; those that do not fit what was typed are left out. */
export function judgeHits(
  typed: readonly NameWord[],
  hits: readonly NameHit[],
  mayMiss = 0,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const hit of hits) {
    const stored = [[hit.word], [hit.other_word]];
    if (hit.more_words !== "")
      for (const word of hit.more_words.split(" ")) stored.push([word]);
    const found = matchName(typed, stored, mayMiss);
    if (!found) continue;
    candidates.push({
      match: found.match,
      score: found.score,
      patient_id: hit.patient_id,
      is_active: hit.is_active === 1,
      name: `${hit.word} ${hit.other_word}`,
      weight: 0,
    });
  }
  return candidates;
}

/** Bearers of words as candidates for the one word that was typed. */
export function judgeWords(
  typed: NameWord,
  hits: readonly WordHit[],
): Candidate[] {
  const known = new Map<string, NameMatch | undefined>();
  const candidates: Candidate[] = [];
  for (const { word, weight, bearer } of hits) {
    if (!known.has(word)) known.set(word, matchName([typed], [[word]]));
    const found = known.get(word);
    if (!found || bearer === null) continue;
    candidates.push({
      match: found.match,
      score: found.score,
      patient_id: Math.floor(bearer / 2),
      is_active: bearer % 2 === 1,
      name: word,
      weight,
    });
  }
  return candidates;
}
