import { CompiledQuery } from "kysely";
import type { Sql } from "./database.ts";

/** Question marks for so many values. */
export const marks = (count: number): string => Array(count).fill("?").join();

/**
 * Runs a statement whose text is written out. For the few that every request runs: there the builder costs more
 * than the database.
 * @returns its rows; of a write nothing
 */
export async function runStatement<Row = never>(
  db: Sql,
  text: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  return (await db.executeQuery<Row>(CompiledQuery.raw(text, [...parameters])))
    .rows;
}
