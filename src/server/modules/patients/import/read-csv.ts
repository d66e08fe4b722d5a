import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { invalidField } from "#server/kernel/clinic-error.ts";

export interface CsvFile {
  readonly columns: readonly string[];
  /** Every line after the header, as wide as it came. */
  readonly rows: readonly (readonly string[])[];
}

const pieceLength = 65_536;
const maxColumns = 200;
const separators = [",", ";", "\t", "|"];

/** Spreadsheets of half the world separate by semicolon: the header line tells. */
function separatorOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const count = (mark: string): number => header.split(mark).length;
  return separators.reduce((best, mark) =>
    count(mark) > count(best) ? mark : best,
  );
}

function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += pieceLength)
    yield text.slice(at, at + pieceLength);
}

/**
 * Reads a CSV text with a header line, piece by piece so that other requests are served meanwhile.
 * @param most stop after so many rows
 * @throws ClinicError `invalid_request` on `/csv`, naming the line, never its content
 */
export async function readCsv(text: string, most?: number): Promise<CsvFile> {
  // Half a surrogate pair is no character, and no JSON that the database takes.
  const whole = text.toWellFormed();
  const parser = Readable.from(pieces(whole)).pipe(
    parse({
      bom: true,
      delimiter: separatorOf(whole),
      relax_column_count: true,
      skip_empty_lines: true,
      ...(most === undefined ? {} : { to: most + 1 }),
    }),
  );
  const lines: string[][] = [];
  try {
    for await (const line of parser) lines.push(line as string[]);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number((error as { lines?: number }).lines ?? 0);
    throw invalidField(
      "/csv",
      `is not CSV at line ${line}: a quotation mark does not fit`,
    );
  }
  const columns = (lines.shift() ?? []).map((name) => name.trim());
  if (columns.length === 0) throw invalidField("/csv", "has no header line");
  if (columns.length > maxColumns)
    throw invalidField("/csv", `has more than ${maxColumns} columns`);
  const named = columns.filter((name) => name !== "");
  if (new Set(named).size < named.length)
    throw invalidField("/csv", "names a column twice");
  return { columns, rows: lines };
}
