import type { Sql } from "#server/storage/database.ts";
import { deletionKeys, shortestCorrected } from "./deletion-keys.rules.ts";
import type { WordHit } from "./judge-hits.rules.ts";
import type { NameWord } from "./name-words.rules.ts";
import { isUnspaced } from "./name-words.rules.ts";
import { withinOneEdit } from "./one-edit.rules.ts";
import type { Query } from "./run-sql.repository.ts";
import { lastLetter, marks, padded, runUnion } from "./run-sql.repository.ts";

const mostSpellings = 300;
const mostCompletions = 24;
const withBearer = `w.word, w.weight, (SELECT n.patient_id * 2 + n.is_active FROM patient_search_names n
  WHERE n.word = w.word LIMIT 1) AS bearer`;

/** Words of up to two letters begin too many names, and unspaced scripts are not in the dictionary. */
export function isInDictionary(word: string): boolean {
  return Array.from(word).length >= shortestCorrected && !isUnspaced(word);
}

/** Patients who bear one of the words; a word outside the dictionary may be unfinished. */
export function bearersOf(words: readonly string[], mostRows: number): Query[] {
  const list = padded(words);
  if (list.length === 0) return [];
  const [only = ""] = words;
  const whole = words.length > 1 || isInDictionary(only);
  return [
    {
      sql: `SELECT word, 0 AS weight, patient_id * 2 + is_active AS bearer FROM patient_search_names
        WHERE ${whole ? `word IN (${marks(list)})` : "word BETWEEN ? AND ?"} LIMIT ${mostRows}`,
      parameters: whole ? list : [only, only + lastLetter],
    },
  ];
}

/** The commonest words that a typed one begins, at most 24, each with one bearer. */
export function completionsOf(typed: string): Query[] {
  if (!isInDictionary(typed)) return [];
  // By three letters the index gives the commonest at once; more letters leave few words.
  const start = Array.from(typed).length === shortestCorrected;
  return [
    {
      sql: `SELECT ${withBearer} FROM (SELECT word, weight FROM patient_search_words
        WHERE ${start ? "word_start = ?" : "word BETWEEN ? AND ?"} ORDER BY weight DESC LIMIT ${mostCompletions}) w`,
      parameters: start ? [typed] : [typed, typed + lastLetter],
    },
  ];
}

/**
 * Words that share a deletion with a typed one; `oneSlipFrom` picks the corrections among them.
 * @param selected columns of `w`: with a bearer it costs one more index read a word
 */
export function neighboursOf(
  typed: readonly NameWord[],
  selected = withBearer,
): Query[] {
  const keys = typed.flatMap((word) =>
    word.filter(isInDictionary).flatMap(deletionKeys),
  );
  if (keys.length === 0) return [];
  const list = padded([...new Set(keys)]);
  return [
    {
      sql: `SELECT ${selected} FROM patient_search_spellings w
        WHERE w.deletion_key IN (${marks(list)}) LIMIT ${mostSpellings}`,
      parameters: list,
    },
  ];
}

/** Runs such queries in one statement. */
export function readWords(
  db: Sql,
  queries: readonly Query[],
): Promise<WordHit[]> {
  return runUnion<WordHit>(db, queries);
}

/** The words within one edit of the typed one, without itself, the likeliest first. */
export function oneSlipFrom(
  typed: NameWord,
  hits: readonly WordHit[],
): string[] {
  const weights = new Map<string, number>();
  for (const { word, weight } of hits) {
    if (weights.has(word) || typed.includes(word)) continue;
    if (!typed.some((spelling) => withinOneEdit(spelling, word))) continue;
    // A slip at the first letter is rarer: it weighs as much as half the bearers.
    weights.set(word, weight - (word[0] === typed[0][0] ? 0 : 1));
  }
  return [...weights].sort((a, b) => b[1] - a[1]).map(([word]) => word);
}
