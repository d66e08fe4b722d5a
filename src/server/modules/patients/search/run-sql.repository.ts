import { CompiledQuery } from "kysely";
import type { Sql } from "#server/storage/database.ts";

/** Sorts after every text that begins with the same letters. */
export const lastLetter = "\u{10FFFF}";

/**
 * Runs a statement whose text is put together here: searching is the hottest read
 * there is, and the builder costs more than the database.
 */
export async function runSql<Row>(
  db: Sql,
  sql: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const query = CompiledQuery.raw(sql, [...parameters]);
  return (await db.executeQuery<Row>(query)).rows;
}

/** A statement in the making. */
export interface Query {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/** Runs queries with the same columns as one statement: a round trip costs more than a branch. */
export async function runUnion<Row>(
  db: Sql,
  queries: readonly Query[],
): Promise<Row[]> {
  if (queries.length === 0) return [];
  return runSql<Row>(
    db,
    queries.map(({ sql }) => `(${sql})`).join(" UNION ALL "),
    queries.flatMap(({ parameters }) => parameters),
  );
}

const sizes = [1, 2, 4, 8, 12, 16, 21, 28, 36, 100, 201];

/** Repeats the last value up to one of a few lengths, so that few statements need preparing. */
export function padded<T>(values: readonly T[]): T[] {
  const last = values[values.length - 1];
  if (last === undefined) return [];
  const size = sizes.find((length) => length >= values.length) ?? values.length;
  return [...values, ...Array<T>(size - values.length).fill(last)];
}

/** Question marks for a list. */
export function marks(values: readonly unknown[]): string {
  return Array(values.length).fill("?").join(",");
}

const rowsAtOnce = 1_000;

/** Inserts rows a thousand at a time. `head` ends with the list of columns. */
export async function insertRows(
  db: Sql,
  head: string,
  rows: readonly (readonly unknown[])[],
  tail: string,
): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const some = rows.slice(at, at + rowsAtOnce);
    const values = some.map((row) => `(${marks(row)})`).join(",");
    await runSql(db, `${head} VALUES ${values} ${tail}`, some.flat());
  }
}
