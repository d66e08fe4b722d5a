import type { Sql } from "#server/storage/database.ts";
import { deletionKeys, shortestCorrected } from "./deletion-keys.rules.ts";
import type { LikelyWord } from "./judge-hits.rules.ts";
import type { NameWord } from "./name-words.rules.ts";
import { isUnspaced } from "./name-words.rules.ts";
import { withinOneEdit } from "./one-edit.rules.ts";
import { lastLetter, marks, padded, runSql } from "./run-sql.repository.ts";

const mostSpellings = 300;
const mostCompletions = 20;
const bearer = `(SELECT n.patient_id * 2 + n.is_active FROM patient_search_names n
  WHERE n.word = w.word LIMIT 1) AS bearer`;

/** Words of up to two letters begin too many names, and unspaced scripts are not in the dictionary. */
export function isInDictionary(word: string): boolean {
  return Array.from(word).length >= shortestCorrected && !isUnspaced(word);
}

/** The commonest words that a typed one begins, at most 20. */
export async function completions(
  db: Sql,
  typed: string,
): Promise<LikelyWord[]> {
  const letters = Array.from(typed);
  // By three letters the index gives the commonest at once; more letters leave few words.
  const [where, parameters] =
    letters.length === 3
      ? ["word_start = ?", [typed]]
      : ["word BETWEEN ? AND ?", [typed, typed + lastLetter]];
  return runSql<LikelyWord>(
    db,
    `SELECT w.word, w.weight, ${bearer} FROM (SELECT word, weight FROM patient_search_words
      WHERE ${where} ORDER BY weight DESC LIMIT ${mostCompletions}) w`,
    parameters,
  );
}

const isOneSlipFrom = (typed: NameWord, word: string): boolean =>
  !typed.includes(word) &&
  typed.some((spelling) => withinOneEdit(spelling, word));

/** The commonest first; a slip at the first letter is rarer and weighs as half the bearers. */
function byLikelihood(typed: NameWord, words: LikelyWord[]): LikelyWord[] {
  const likely = ({ word, weight }: LikelyWord): number =>
    weight - (word[0] === typed[0][0] ? 0 : 1);
  return words.sort((a, b) => likely(b) - likely(a));
}

/**
 * Words of the dictionary within one edit of each typed one, without itself; one statement for all.
 * @param withBearer also finds a patient for each: one more index read a word
 */
export async function corrections(
  db: Sql,
  typed: readonly NameWord[],
  withBearer = false,
): Promise<LikelyWord[][]> {
  const keys = typed.flatMap((word) =>
    word.filter(isInDictionary).flatMap(deletionKeys),
  );
  if (keys.length === 0) return typed.map(() => []);
  const list = padded([...new Set(keys)]);
  const rows = await runSql<LikelyWord>(
    db,
    `SELECT w.word, w.weight, ${withBearer ? bearer : "NULL AS bearer"}
      FROM patient_search_spellings w WHERE w.deletion_key IN (${marks(list)}) LIMIT ${mostSpellings}`,
    list,
  );
  const known = new Map(rows.map((row) => [row.word, row]));
  return typed.map((word) =>
    byLikelihood(
      word,
      [...known.values()].filter((row) => isOneSlipFrom(word, row.word)),
    ),
  );
}
