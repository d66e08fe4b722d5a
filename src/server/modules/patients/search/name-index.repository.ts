import type { Sql } from "#server/storage/database.ts";
import type { NameHit } from "./judge-hits.rules.ts";
import type { Query } from "./run-sql.repository.ts";
import {
  lastLetter,
  marks,
  padded,
  runSql,
  runUnion,
} from "./run-sql.repository.ts";

/** Rows of the name index to read: a condition on its leading columns. */
export interface NameRange {
  readonly where: string;
  readonly parameters: readonly string[];
}

const columns = "word, other_word, more_words, patient_id, is_active";

function wordsAmong(words: readonly string[]): NameRange[] {
  const list = padded(words);
  if (list.length === 0) return [];
  return [{ where: `word IN (${marks(list)})`, parameters: list }];
}

/** Pairs of one of the words with a word that begins so. */
export function pairsFrom(
  words: readonly string[],
  start: string,
): NameRange[] {
  return wordsAmong(words).map(({ where, parameters }) => ({
    where: `${where} AND other_word BETWEEN ? AND ?`,
    parameters: [...parameters, start, start + lastLetter],
  }));
}

/** Pairs of one of the words with one of the others. */
export function pairsAmong(
  words: readonly string[],
  others: readonly string[],
): NameRange[] {
  const list = padded(others);
  if (list.length === 0) return [];
  return wordsAmong(words).map(({ where, parameters }) => ({
    where: `${where} AND other_word IN (${marks(list)})`,
    parameters: [...parameters, ...list],
  }));
}

/** Reads up to `mostRows` rows of each range, in one statement. */
export function readNames(
  db: Sql,
  ranges: readonly NameRange[],
  mostRows: number,
): Promise<NameHit[]> {
  const queries = ranges.map(({ where, parameters }): Query => ({
    sql: `SELECT ${columns} FROM patient_search_names WHERE ${where} LIMIT ${mostRows}`,
    parameters,
  }));
  return runUnion<NameHit>(db, queries);
}

/** Of the first `mostScanned` rows of a range, those with one more word that begins so. */
export async function readNamesWith(
  db: Sql,
  { where, parameters }: NameRange,
  more: string,
  { mostScanned, mostRows }: { mostScanned: number; mostRows: number },
): Promise<NameHit[]> {
  // The inner limit bounds the work for pairs that thousands share.
  return runSql<NameHit>(
    db,
    `SELECT ${columns} FROM (SELECT ${columns} FROM patient_search_names WHERE ${where} LIMIT ${mostScanned}) n
      WHERE CONCAT(' ', more_words) LIKE ? LIMIT ${mostRows}`,
    [...parameters, `% ${more}%`],
  );
}
