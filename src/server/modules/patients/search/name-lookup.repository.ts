import type { Sql } from "#server/storage/database.ts";
import { judgeHits, judgeWords } from "./judge-hits.rules.ts";
import type { NameRange } from "./name-index.repository.ts";
import {
  pairsAmong,
  pairsFrom,
  readNames,
  readNamesAndNeighbours,
  readNamesWith,
} from "./name-index.repository.ts";
import type { NameWord } from "./name-words.rules.ts";
import type { Candidate } from "./ranking.rules.ts";
import {
  bearersOf,
  completionsOf,
  neighboursOf,
  oneSlipFrom,
  readWords,
} from "./word-lookup.repository.ts";

/** How far a search goes: the work is bounded however common the names are. */
export interface Reach {
  /** With so many candidates no weaker kind of match is tried. */
  readonly enough: number;
  /** What one index range gives at most. */
  readonly mostRows: number;
}

const mostLikely = 12;
const mostScanned = 3_000;
/** Shorter words have so many neighbours that corrections only help when little else is found. */
const alwaysCorrected = 5;

async function lookUpOne(
  db: Sql,
  typed: NameWord,
  { enough, mostRows }: Reach,
): Promise<Candidate[]> {
  const corrected = typed[0].length >= alwaysCorrected;
  const hits = await readWords(db, [
    ...typed.flatMap((word) => bearersOf([word], mostRows)),
    ...typed.flatMap(completionsOf),
    ...(corrected ? neighboursOf([typed]) : []),
  ]);
  const found = judgeWords(typed, hits);
  if (found.length >= enough) return found;
  // Rare words: all who bear them, not one of each; and for a short word what else it may be.
  const words = [...new Set(found.map(({ name }) => name))];
  const more = await readWords(db, [
    ...bearersOf(words.slice(0, mostLikely), mostRows),
    ...(corrected ? [] : neighboursOf([typed])),
  ]);
  return [...found, ...judgeWords(typed, more)];
}

async function lookUpPair(
  db: Sql,
  typed: readonly [NameWord, NameWord],
  { enough, mostRows }: Reach,
): Promise<Candidate[]> {
  const [left, right] = typed;
  const read = async (ranges: readonly NameRange[]): Promise<Candidate[]> =>
    judgeHits(typed, await readNames(db, ranges, mostRows));

  const first = await readNamesAndNeighbours(
    db,
    right.flatMap((start) => pairsFrom(left, start)),
    typed,
    mostRows,
  );
  const found = judgeHits(typed, first.hits);
  if (found.length >= enough) return found;

  const forLeft = oneSlipFrom(left, first.neighbours).slice(0, mostLikely);
  const forRight = oneSlipFrom(right, first.neighbours).slice(0, mostLikely);
  found.push(
    ...(await read([
      ...pairsAmong(left, forRight),
      ...pairsFrom(forLeft, right[0]),
    ])),
  );
  if (found.length > 0) return found;

  // Both slipped, or both are unfinished.
  const longer = await readWords(db, completionsOf(left[0]));
  return read([
    ...pairsAmong(forLeft, forRight),
    ...pairsFrom(
      longer.slice(0, mostLikely).map(({ word }) => word),
      right[0],
    ),
  ]);
}

async function lookUpMany(
  db: Sql,
  typed: readonly NameWord[],
  { mostRows }: Reach,
): Promise<Candidate[]> {
  const words = typed.map(([plain]) => plain);
  const last = words[words.length - 1]!;
  const [straight] = pairsFrom([words[0]!], last);
  const found = judgeHits(
    typed,
    await readNamesWith(db, straight!, words[1]!, { mostScanned, mostRows }),
  );
  if (found.length > 0) return found;
  // One word may be wrong or unknown: some pair of the others is right.
  const pairs = words
    .slice(0, -1)
    .flatMap((word) => pairsFrom([word], last))
    .concat(pairsFrom([words[0]!], words[1]!));
  return judgeHits(typed, await readNames(db, pairs, mostRows), 1);
}

/** "mac donald" for Macdonald: each two neighbours as one word. */
function joinedNeighbours(typed: readonly NameWord[]): NameWord[][] {
  return typed.slice(1).map((word, index) => {
    const joined: NameWord = [typed[index]![0] + word[0]];
    return [...typed.slice(0, index), joined, ...typed.slice(index + 2)];
  });
}

async function lookUpAsTyped(
  db: Sql,
  typed: readonly NameWord[],
  reach: Reach,
): Promise<Candidate[]> {
  const [first, second] = typed;
  if (!first) return [];
  if (!second) return lookUpOne(db, first, reach);
  if (typed.length === 2) return lookUpPair(db, [first, second], reach);
  return lookUpMany(db, typed, reach);
}

/**
 * Patients whose names fit the typed words: in any order, unfinished, with one slip.
 * A handful of index ranges, each bounded by `reach`, whatever the size of the clinic.
 */
export async function lookUpNames(
  db: Sql,
  typed: readonly NameWord[],
  reach: Reach,
): Promise<Candidate[]> {
  const found = await lookUpAsTyped(db, typed, reach);
  if (found.length > 0 || typed.length < 2) return found;
  for (const joined of joinedNeighbours(typed).slice(0, 3)) {
    const candidates = await lookUpAsTyped(db, joined, reach);
    if (candidates.length > 0) return candidates;
  }
  return [];
}
