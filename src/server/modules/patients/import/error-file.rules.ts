import { stringify } from "csv-stringify/sync";
import type { RowProblem } from "./read-row.rules.ts";

export interface LeftOutRow {
  readonly file_row: number;
  readonly problems: readonly RowProblem[];
  readonly original: readonly string[];
}

/** Ours, before the file's own; dropped from a file that comes back corrected. */
const explaining = ["row_number", "field", "problem"];

const line = (cells: readonly unknown[]): string =>
  // A cell that begins like a formula gets an apostrophe; reading takes it off again.
  stringify([[...cells]], { escape_formulas: true });

/** The first line of the error file. */
export const errorFileHeader = (columns: readonly string[]): string =>
  line([
    ...explaining,
    ...columns.filter((name) => !explaining.includes(name)),
  ]);

/** A row that did not go in: where, which fields, why, and its own cells to correct. */
export function errorFileLine(
  columns: readonly string[],
  { file_row, problems, original }: LeftOutRow,
): string {
  const cells = original.filter(
    (_, at) => !explaining.includes(columns[at] ?? ""),
  );
  return line([
    file_row,
    problems.map(({ field }) => field ?? "row").join("; "),
    problems
      .map(({ field, problem }) => `${field ?? "the row"} ${problem}`)
      .join("; "),
    ...cells,
  ]);
}
