import mysql, { type Connection } from "mysql2";
import type { MysqlAddress } from "../mysql-url.ts";
import { toStorageError } from "../storage-error.ts";
import type { BackupColumn, BackupTable, RowValues } from "./backup-records.ts";

/** A table that stands while a restore is not whole. */
export const restoreMark = "restore_in_progress";

/** Passing state, and the migrator's own: a restored clinic begins without them. */
const leftOut: ReadonlySet<string> = new Set([
  "sessions",
  "throttles",
  "idempotency_keys",
  "schema_migrations",
  "schema_migration_lock",
  restoreMark,
]);

/** Who may sign in comes last: a clinic that was restored by half opens to nobody. */
const last = ["installation", "second_factors", "recovery_codes", "accounts"];

const binaryTypes = /^(tiny|medium|long)?blob$|^(var)?binary$/;
const rowsAhead = 500;

/** A table to copy, with what is needed to read it in one order and to say how far we are. */
export interface SourceTable extends BackupTable {
  readonly primaryKey: readonly string[];
  /** The engine's guess. */
  readonly rows: number;
}

/** A connection of its own: UTC, exact text of every value. */
export interface OwnConnection {
  run(statement: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Every row in the order of the primary key, few at a time in memory. */
  rows(table: SourceTable): AsyncIterable<RowValues>;
  close(): Promise<void>;
}
type Row = Record<string, string | number | null>;

export const quoted = (name: string): string =>
  `\`${name.replaceAll("`", "``")}\``;

const selectOf = (table: SourceTable): string =>
  `SELECT ${table.columns.map((column) => quoted(column.name)).join(", ")}
   FROM ${quoted(table.name)} ORDER BY ${table.primaryKey.map(quoted).join(", ")}`;

/** Opens a connection to one server, past the pool: what it does takes longer than a request may. */
export async function ownConnection(
  address: MysqlAddress,
): Promise<OwnConnection> {
  const connection: Connection = mysql.createConnection({
    ...address,
    dateStrings: true,
    timezone: "Z",
    supportBigNumbers: true,
    connectTimeout: 10_000,
  });
  // Without a listener a lost connection would end the process instead of the statement.
  connection.on("error", () => undefined);
  const run: OwnConnection["run"] = async (statement, values = []) => {
    try {
      const [rows] = await connection.promise().query(statement, [...values]);
      return rows as Row[];
    } catch (error) {
      throw toStorageError(error);
    }
  };
  await run("SET NAMES utf8mb4 COLLATE utf8mb4_unicode_520_ci");
  await run(
    "SET SESSION time_zone = '+00:00', foreign_key_checks = 0, sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO'",
  );
  // Only Galera knows the variable: what other nodes acknowledged is in the snapshot too.
  await run("SET SESSION wsrep_sync_wait = 1").catch(() => undefined);
  return {
    run,
    async *rows(table) {
      const stream = connection
        .query({
          sql: selectOf(table),
          rowsAsArray: true,
          typeCast: (field) => field.buffer(),
        })
        .stream({ highWaterMark: rowsAhead });
      try {
        for await (const row of stream) yield row as RowValues;
      } catch (error) {
        throw toStorageError(error);
      }
    },
    close: () => connection.promise().end(),
  };
}

/** One consistent view of the whole database from now on, while others write. Holds no lock. */
export async function beginSnapshot(connection: OwnConnection): Promise<void> {
  await connection.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  await connection.run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

function byTable(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = String(row["table_name"]);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}

/** Every table that belongs into a backup, in the order to load them. */
export async function sourceTables(
  connection: OwnConnection,
): Promise<SourceTable[]> {
  const columns = await connection.run(
    `SELECT c.table_name AS table_name, c.column_name AS column_name, c.data_type AS data_type,
        t.table_rows AS table_rows
      FROM information_schema.columns c
      JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
      WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'
        AND COALESCE(c.generation_expression, '') = ''
      ORDER BY c.table_name, c.ordinal_position`,
  );
  const keys = await connection.run(
    `SELECT table_name AS table_name, column_name AS column_name FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND index_name = 'PRIMARY' ORDER BY table_name, seq_in_index`,
  );
  const columnsOf = byTable(columns);
  const keysOf = byTable(keys);
  const tables = [...columnsOf]
    .filter(([name]) => !leftOut.has(name))
    .map(([name, rows]) => ({
      name,
      columns: rows.map((row): BackupColumn => ({
        name: String(row["column_name"]),
        isBinary: binaryTypes.test(String(row["data_type"])),
      })),
      primaryKey: (keysOf.get(name) ?? []).map((row) =>
        String(row["column_name"]),
      ),
      rows: Number(rows[0]?.["table_rows"] ?? 0),
    }));
  const rank = (table: BackupTable): number => last.indexOf(table.name);
  return tables.sort((a, b) => rank(a) - rank(b));
}

/** Names of the migrations that the database has run, in order. */
export async function ranMigrations(
  connection: OwnConnection,
): Promise<string[]> {
  const rows = await connection.run(
    "SELECT name FROM schema_migrations ORDER BY name",
  );
  return rows.map((row) => String(row["name"]));
}
