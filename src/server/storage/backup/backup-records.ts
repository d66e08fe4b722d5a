import { createHash } from "node:crypto";
import { BackupError } from "./backup-error.ts";

/** A column as it is written: its values are text, or bytes that no character set touches. */
export interface BackupColumn {
  readonly name: string;
  readonly isBinary: boolean;
}

export interface BackupTable {
  readonly name: string;
  readonly columns: readonly BackupColumn[];
}

/** The first record of a backup. */
export interface BackupHeader {
  readonly format: "chartroom-backup";
  readonly version: 1;
  readonly program: string;
  /** RFC 3339, the moment of the snapshot. */
  readonly created_at: string;
  /** Names of the migrations that the database had run. */
  readonly migrations: readonly string[];
  readonly tables: readonly BackupTable[];
}

/** What was written of one table; the digest covers its rows in the order of the primary key. */
export interface TableSum {
  readonly name: string;
  readonly rows: number;
  readonly sha256: string;
}

/** A row as the server wrote its values in text; null is NULL. */
export type RowValues = readonly (Buffer | null)[];

export type BackupRecord =
  | { readonly kind: "header"; readonly header: BackupHeader }
  | { readonly kind: "table"; readonly table: BackupTable }
  | { readonly kind: "row"; readonly payload: Buffer }
  | { readonly kind: "sum"; readonly sum: TableSum }
  | { readonly kind: "end" };

const kinds = { header: 1, table: 2, row: 3, sum: 4, end: 5 } as const;
const recordHead = 5;
const nullLength = 0xffff_ffff;

/** One byte of kind, four of length, the payload. */
export function encodeRecord(
  kind: keyof typeof kinds,
  payload: unknown = null,
): Buffer {
  const bytes = Buffer.from(JSON.stringify(payload));
  const head = Buffer.alloc(recordHead);
  head[0] = kinds[kind];
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** A row record: every value with its length before it. */
export function encodeRow(values: RowValues): Buffer {
  let length = recordHead;
  for (const value of values) length += 4 + (value?.length ?? 0);
  const out = Buffer.allocUnsafe(length);
  out[0] = kinds.row;
  out.writeUInt32BE(length - recordHead, 1);
  let at = recordHead;
  for (const value of values) {
    at = out.writeUInt32BE(value === null ? nullLength : value.length, at);
    if (value !== null) at += value.copy(out, at);
  }
  return out;
}

/** The part of a row record that its table's digest covers. */
export const rowPayload = (record: Buffer): Buffer =>
  record.subarray(recordHead);

/** The values of a row record's payload. @throws BackupError when there are not `count` of them */
export function decodeRow(payload: Buffer, count: number): RowValues {
  const values: (Buffer | null)[] = [];
  let at = 0;
  while (at + 4 <= payload.length) {
    const length = payload.readUInt32BE(at);
    at += 4;
    if (length === nullLength) {
      values.push(null);
      continue;
    }
    values.push(payload.subarray(at, at + length));
    at += length;
  }
  if (at !== payload.length || values.length !== count)
    throw new BackupError(
      "The backup holds a row that does not fit its table.",
    );
  return values;
}

/** Adds up the payloads of one table's row records. */
export function tableSummer(name: string): {
  add(payload: Buffer): void;
  sum(): TableSum;
} {
  const hash = createHash("sha256");
  let rows = 0;
  return {
    add(payload) {
      hash.update(payload);
      rows += 1;
    },
    sum: () => ({ name, rows, sha256: hash.digest("hex") }),
  };
}

function parse(kind: number, payload: Buffer): BackupRecord {
  if (kind === kinds.row) return { kind: "row", payload };
  const value: unknown = JSON.parse(payload.toString("utf8"));
  if (kind === kinds.header)
    return { kind: "header", header: value as BackupHeader };
  if (kind === kinds.table)
    return { kind: "table", table: value as BackupTable };
  if (kind === kinds.sum) return { kind: "sum", sum: value as TableSum };
  if (kind === kinds.end) return { kind: "end" };
  throw new BackupError(`The backup holds a record of unknown kind ${kind}.`);
}

/** Cuts a stream of bytes into its records, all that are complete at a time. */
export async function* readRecords(
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<BackupRecord[]> {
  let waiting: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    waiting = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk;
    const records: BackupRecord[] = [];
    while (waiting.length >= recordHead) {
      const end = recordHead + waiting.readUInt32BE(1);
      if (waiting.length < end) break;
      records.push(parse(waiting[0] ?? 0, waiting.subarray(recordHead, end)));
      waiting = waiting.subarray(end);
    }
    yield records;
  }
  if (waiting.length > 0)
    throw new BackupError("The backup ends in the middle of a record.");
}
