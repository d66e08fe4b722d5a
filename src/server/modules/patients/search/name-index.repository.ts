import type { Sql } from "#server/storage/database.ts";
import type { NameHit, WordHit } from "./judge-hits.rules.ts";
import type { NameWord } from "./name-words.rules.ts";
import type { Query } from "./run-sql.repository.ts";
import {
  lastLetter,
  marks,
  padded,
  runSql,
  runUnion,
} from "./run-sql.repository.ts";
import { neighboursOf } from "./word-lookup.repository.ts";

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

const rangeQuery = (
  { where, parameters }: NameRange,
  mostRows: number,
  selected: string,
): Query => ({
  sql: `SELECT ${selected} FROM patient_search_names WHERE ${where} LIMIT ${mostRows}`,
  parameters,
});

/** Reads up to `mostRows` rows of each range, in one statement. */
export function readNames(
  db: Sql,
  ranges: readonly NameRange[],
  mostRows: number,
): Promise<NameHit[]> {
  return runUnion<NameHit>(
    db,
    ranges.map((range) => rangeQuery(range, mostRows, columns)),
  );
}

/** The same, and in the same statement what `neighboursOf` asks of the dictionary. */
export async function readNamesAndNeighbours(
  db: Sql,
  ranges: readonly NameRange[],
  typed: readonly NameWord[],
  mostRows: number,
): Promise<{ hits: NameHit[]; neighbours: WordHit[] }> {
  const rows = await runUnion<NameHit & { weight: number | null }>(db, [
    ...ranges.map((range) =>
      rangeQuery(range, mostRows, `${columns}, NULL AS weight`),
    ),
    ...neighboursOf(typed, "w.word, '', '', 0, 0, w.weight"),
  ]);
  return {
    hits: rows.filter(({ weight }) => weight === null),
    neighbours: rows.flatMap(({ word, weight }) =>
      weight === null ? [] : [{ word, weight, bearer: null }],
    ),
  };
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
