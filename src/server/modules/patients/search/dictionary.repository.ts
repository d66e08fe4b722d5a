import type { Sql } from "#server/storage/database.ts";
import { deletionKeys, wordHash } from "./deletion-keys.rules.ts";
import { insertRows, marks, padded, runSql } from "./run-sql.repository.ts";
import type { Random } from "./word-weight.rules.ts";
import { grownWeight } from "./word-weight.rules.ts";

/** A word as the two tables of the dictionary hold it. */
export interface DictionaryWord {
  readonly word: string;
  readonly weight: number;
}

const lookedUpAtOnce = 1_000;

async function knownWeights(
  db: Sql,
  words: readonly string[],
): Promise<Map<string, number>> {
  const known = new Map<string, number>();
  for (let at = 0; at < words.length; at += lookedUpAtOnce) {
    const keys = padded(words.slice(at, at + lookedUpAtOnce).map(wordHash));
    const rows = await runSql<DictionaryWord>(
      db,
      `SELECT word, weight FROM patient_search_spellings WHERE deletion_key IN (${marks(keys)})`,
      keys,
    );
    for (const { word, weight } of rows) known.set(word, weight);
  }
  return known;
}

/** The rows of patient_search_words and patient_search_spellings, in the order of their keys. */
export function dictionaryRows(words: readonly DictionaryWord[]): {
  words: [word: string, word_start: string, weight: number][];
  spellings: [deletion_key: number, word: string, weight: number][];
} {
  const sorted = [...words].sort((a, b) => (a.word < b.word ? -1 : 1));
  return {
    words: sorted.map(({ word, weight }) => [
      word,
      Array.from(word).slice(0, 3).join(""),
      weight,
    ]),
    spellings: sorted
      .flatMap(({ word, weight }) =>
        deletionKeys(word).map((key): [number, string, number] => [
          key,
          word,
          weight,
        ]),
      )
      .sort((a, b) => a[0] - b[0]),
  };
}

/**
 * Makes the dictionary know the words. Known ones are only read, save for a rare step of their weight;
 * what is written, everybody writes in the same order.
 * @param counts how many more patients bear each word
 */
export async function learnWords(
  db: Sql,
  counts: ReadonlyMap<string, number>,
  random: Random,
): Promise<void> {
  const known = await knownWeights(db, [...counts.keys()]);
  const changed: DictionaryWord[] = [];
  for (const [word, count] of counts) {
    const before = known.get(word);
    const weight = grownWeight(before, count, random);
    if (weight !== before) changed.push({ word, weight });
  }
  const rows = dictionaryRows(changed);
  const heavier = "ON DUPLICATE KEY UPDATE weight = VALUES(weight)";
  await insertRows(
    db,
    "INSERT INTO patient_search_words (word, word_start, weight)",
    rows.words,
    heavier,
  );
  await insertRows(
    db,
    "INSERT INTO patient_search_spellings (deletion_key, word, weight)",
    rows.spellings,
    heavier,
  );
}
