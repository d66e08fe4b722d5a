import { Readable } from "node:stream";
import mysql, { type Connection, type ResultSetHeader } from "mysql2/promise";
import type { MysqlAddress } from "./mysql-url.ts";

export type BulkValue = string | number | null;
export type BulkRows = Iterable<readonly BulkValue[]>;

/** Loads many rows past every check of references; for data that is right by construction. */
export interface BulkLoader {
  /** `infile` is LOAD DATA LOCAL; `inserts` where the server refuses that. */
  readonly method: "infile" | "inserts";
  /**
   * Loads the rows, best in the order of the primary key.
   * @returns how many
   * @throws Error naming the table when the server kept fewer rows or changed a value
   */
  load(
    table: string,
    columns: readonly string[],
    rows: BulkRows,
  ): Promise<number>;
  empty(tables: readonly string[]): Promise<void>;
  /** Brings the statistics of the optimizer up to date. */
  analyze(tables: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** In one transaction, where a whole table in one would be too much to keep or to send to other nodes. */
const rowsAtOnce = 100_000;
const rowsAnInsert = 2_000;
const chunkLength = 128 * 1024;

const special = /[\\\t\n\r\0]/g;
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\0": "\\0",
};
const field = (value: BulkValue): string =>
  value === null
    ? "\\N"
    : typeof value === "number"
      ? String(value)
      : value.replace(special, (letter) => escapes[letter] ?? "");

interface Load {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: Iterator<readonly BulkValue[]>;
  readonly limit: number;
  readonly onRows: (more: number) => void;
}

/** The next rows as text, a chunk at a time; `count` tells how many went out. */
function* encoded({ rows, limit, onRows }: Load, count: { rows: number }) {
  let text = "";
  let told = 0;
  const chunk = (): Buffer => {
    onRows(count.rows - told);
    told = count.rows;
    return Buffer.from(text);
  };
  while (count.rows < limit) {
    const next = rows.next();
    if (next.done) break;
    count.rows += 1;
    text += next.value.map(field).join("\t") + "\n";
    if (text.length < chunkLength) continue;
    yield chunk();
    text = "";
  }
  if (text !== "") yield chunk();
}

function requireAll(
  table: string,
  result: ResultSetHeader,
  sent: number,
): void {
  // LOAD DATA LOCAL turns errors into warnings.
  if (result.affectedRows !== sent || result.warningStatus > 0)
    throw new Error(
      `${table}: ${result.affectedRows} of ${sent} rows kept, ${result.warningStatus} warnings`,
    );
}

async function byInfile(connection: Connection, load: Load): Promise<number> {
  const { table, columns } = load;
  const count = { rows: 0 };
  const [result] = await connection.query<ResultSetHeader>({
    sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table} CHARACTER SET utf8mb4
      FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${columns.join(",")})`,
    infileStreamFactory: () => Readable.from(encoded(load, count)),
  });
  requireAll(table, result, count.rows);
  return count.rows;
}

async function byInserts(connection: Connection, load: Load): Promise<number> {
  const { table, columns, rows } = load;
  let sent = 0;
  await connection.beginTransaction();
  while (sent < load.limit) {
    const some: (readonly BulkValue[])[] = [];
    for (let next; some.length < rowsAnInsert && !(next = rows.next()).done;)
      some.push(next.value);
    if (some.length === 0) break;
    const [result] = await connection.query<ResultSetHeader>(
      `INSERT INTO ${table} (${columns.join(",")}) VALUES ?`,
      [some],
    );
    requireAll(table, result, some.length);
    load.onRows(some.length);
    sent += some.length;
  }
  await connection.commit();
  return sent;
}

/**
 * One MariaDB alone fills an empty table in a single statement at twice the speed: without these checks it sorts
 * every index and builds it whole. Nowhere else are they safe to leave out.
 */
async function fillsWholeTables(connection: Connection): Promise<boolean> {
  const [rows] = await connection.query(
    "SHOW VARIABLES WHERE (Variable_name = 'version' AND Value LIKE '%MariaDB%') OR (Variable_name = 'wsrep_on' AND Value = 'ON')",
  );
  const found = (rows as { Variable_name: string }[]).map(
    (row) => row.Variable_name,
  );
  if (!found.includes("version") || found.includes("wsrep_on")) return false;
  await connection.query("SET SESSION unique_checks = 0");
  return true;
}

async function allowsInfile(
  connection: Connection,
  mayEnable: boolean,
): Promise<boolean> {
  const ask = async (): Promise<boolean> => {
    const [rows] = await connection.query("SELECT @@local_infile AS allowed");
    return Number((rows as { allowed: number }[])[0]?.allowed) === 1;
  };
  if (await ask()) return true;
  if (!mayEnable) return false;
  await connection.query("SET GLOBAL local_infile = 1");
  return ask();
}

/**
 * Opens a connection of its own: the pool hands out none that may send files.
 * @param mayEnable allow LOCAL on the server when it is off; only where the server is ours
 * @param onRows told of each stretch of rows as it leaves
 */
export async function openBulkLoader(
  address: MysqlAddress,
  options: {
    readonly mayEnable: boolean;
    readonly method?: "inserts";
    readonly onRows?: (table: string, more: number) => void;
  },
): Promise<BulkLoader> {
  const connection = await mysql.createConnection({
    ...address,
    timezone: "Z",
  });
  await connection.query("SET NAMES utf8mb4 COLLATE utf8mb4_unicode_520_ci");
  await connection.query(
    "SET SESSION time_zone = '+00:00', foreign_key_checks = 0, sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
  );
  const infile =
    options.method !== "inserts" &&
    (await allowsInfile(connection, options.mayEnable));
  const some = infile ? byInfile : byInserts;
  const limit =
    infile && (await fillsWholeTables(connection)) ? Infinity : rowsAtOnce;

  return {
    method: infile ? "infile" : "inserts",
    async load(table, columns, rows) {
      const load: Load = {
        table,
        columns,
        rows: rows[Symbol.iterator](),
        limit,
        onRows: (more) => options.onRows?.(table, more),
      };
      let total = 0;
      for (;;) {
        const sent = await some(connection, load);
        total += sent;
        if (sent < limit) return total;
      }
    },
    async empty(tables) {
      for (const table of tables)
        await connection.query(`TRUNCATE TABLE ${table}`);
    },
    async analyze(tables) {
      await connection.query(`ANALYZE TABLE ${tables.join(",")}`);
    },
    close: () => connection.end(),
  };
}
