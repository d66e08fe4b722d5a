import { decodeRow, type BackupTable } from "./backup-records.ts";
import { quoted, type OwnConnection } from "./snapshot.ts";

const bytesAtOnce = 1 << 20;
const rowsAtOnce = 2_000;

/** Fills one table, a megabyte or so a statement. */
export interface RowLoader {
  /** A promise while a statement is under way: wait for it before the next row. */
  add(payload: Buffer): Promise<void> | undefined;
  /** Loads what is left. */
  flush(): Promise<void>;
}

/** @param onRows told after each statement */
export function rowLoader(
  connection: OwnConnection,
  { name, columns }: BackupTable,
  onRows: (rows: number) => void,
): RowLoader {
  const statement = `INSERT INTO ${quoted(name)} (${columns.map((column) => quoted(column.name)).join(", ")}) VALUES ?`;
  let waiting: (Buffer | string | null)[][] = [];
  let size = 0;

  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const rows = waiting;
    waiting = [];
    size = 0;
    await connection.run(statement, [rows]);
    onRows(rows.length);
  };

  return {
    add(payload) {
      const values = decodeRow(payload, columns.length);
      waiting.push(
        values.map((value, at) =>
          value === null || columns[at]?.isBinary
            ? value
            : value.toString("utf8"),
        ),
      );
      size += payload.length;
      return size >= bytesAtOnce || waiting.length >= rowsAtOnce
        ? flush()
        : undefined;
    },
    flush,
  };
}
