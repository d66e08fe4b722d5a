import { openDatabase } from "../database.ts";
import {
  migrateThrough,
  migrateToLatest,
  unknownMigrations,
  type MigrationProgress,
} from "../migrate.ts";
import type { MysqlAddress } from "../mysql-url.ts";
import { backupKeys, type BackupKeys } from "./backup-cipher.ts";
import { BackupError } from "./backup-error.ts";
import {
  encodeRow,
  rowPayload,
  tableSummer,
  type BackupHeader,
  type TableSum,
} from "./backup-records.ts";
import { beginRestore, endRestore } from "./empty-database.ts";
import { rowLoader, type RowLoader } from "./load-rows.ts";
import { ownConnection, sourceTables, type OwnConnection } from "./snapshot.ts";
import { verifyBackup } from "./verify-backup.ts";
import type { BackupProgress } from "./write-backup.ts";

export interface RestoreResult {
  /** RFC 3339, the moment that the backup shows. */
  readonly created_at: string;
  readonly tables: readonly TableSum[];
  /** Migrations that ran after the rows were in. */
  readonly migrated: readonly string[];
}

const migrationTimeoutMs = 60 * 60 * 1000;

async function onSchema<T>(
  address: MysqlAddress,
  work: (db: ReturnType<typeof openDatabase>["sql"]) => Promise<T>,
): Promise<T> {
  const database = openDatabase([address], migrationTimeoutMs);
  try {
    return await work(database.sql);
  } finally {
    await database.close();
  }
}

/** Empties what the migrations filled and loads every table of the file. */
async function load(
  connection: OwnConnection,
  source: { readonly file: string; readonly keys: BackupKeys },
  onRows: (table: string, rows: number) => void,
): Promise<void> {
  let loader: RowLoader | undefined;
  await verifyBackup({
    ...source,
    reader: {
      async table(table) {
        await connection.run(`DELETE FROM ${table.name}`);
        loader = rowLoader(connection, table, (rows) =>
          onRows(table.name, rows),
        );
      },
      row: (payload) => loader?.add(payload),
      sum: async () => loader?.flush(),
    },
  });
}

/** Reads the restored tables as a backup would and compares. */
async function compare(
  connection: OwnConnection,
  header: BackupHeader,
  sums: readonly TableSum[],
  onTable: (name: string) => void,
): Promise<void> {
  const found = new Map(
    (await sourceTables(connection)).map((table) => [table.name, table]),
  );
  for (const [at, { name, columns }] of header.tables.entries()) {
    onTable(name);
    const summer = tableSummer(name);
    const primaryKey = found.get(name)?.primaryKey ?? [];
    const rows = connection.rows({ name, columns, primaryKey, rows: 0 });
    for await (const row of rows) summer.add(rowPayload(encodeRow(row)));
    if (JSON.stringify(summer.sum()) !== JSON.stringify(sums[at]))
      throw new BackupError(`${name} is not what the backup holds.`);
  }
}

/**
 * Restores a backup into an empty database: checks the file, builds the schema it was made with, loads it, compares
 * every table with it, then brings the schema up to date. One that broke off is begun again by
 * calling it again; until it is whole no account can sign in.
 * @throws BackupError when the file is not whole, or newer than this program, or the database not empty
 */
export async function restoreBackup(options: {
  readonly address: MysqlAddress;
  readonly file: string;
  readonly passphrase: string;
  readonly onProgress?: BackupProgress;
}): Promise<RestoreResult> {
  const { address, file, onProgress = () => undefined } = options;
  const source = { file, keys: backupKeys(options.passphrase) };
  onProgress("checking the file");
  const { header, sums } = await verifyBackup(source);
  const unknown = unknownMigrations(header.migrations);
  if (unknown.length > 0)
    throw new BackupError(
      `The backup comes from a newer Chartroom: this one does not know ${unknown.join(", ")}.`,
    );
  const expected = sums.reduce((total, sum) => total + sum.rows, 0);
  const onStep: MigrationProgress = ({ migration }) => onProgress(migration);
  const connection = await ownConnection(address);
  try {
    await beginRestore(connection);
    await onSchema(address, (db) =>
      migrateThrough(db, header.migrations, onStep),
    );
    let loaded = 0;
    await load(connection, source, (table, rows) => {
      loaded += rows;
      onProgress(table, loaded / Math.max(expected, 1));
    });
    // A fresh table has no statistics, and the optimizer would guess for hours.
    for (const { name } of header.tables)
      await connection.run(`ANALYZE TABLE ${name}`);
    await compare(connection, header, sums, (name) =>
      onProgress(`comparing ${name}`),
    );
    const migrated = await onSchema(address, (db) =>
      migrateToLatest(db, onStep),
    );
    await endRestore(connection);
    const { created_at } = header;
    return { created_at, tables: sums, migrated };
  } finally {
    await connection.close().catch(() => undefined);
  }
}
