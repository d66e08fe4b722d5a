import { createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { MysqlAddress } from "../mysql-url.ts";
import { backupKeys } from "./backup-cipher.ts";
import { BackupError } from "./backup-error.ts";
import {
  encodeRecord,
  encodeRow,
  rowPayload,
  tableSummer,
  type BackupHeader,
  type TableSum,
} from "./backup-records.ts";
import { sealing } from "./backup-stream.ts";
import {
  beginSnapshot,
  ownConnection,
  ranMigrations,
  sourceTables,
  type OwnConnection,
  type SourceTable,
} from "./snapshot.ts";
import { verifyBackup } from "./verify-backup.ts";

export interface BackupResult {
  readonly file: string;
  readonly bytes: number;
  /** RFC 3339, the moment that the backup shows. */
  readonly created_at: string;
  readonly tables: readonly TableSum[];
}

/** @param done share of the rows, by the engine's guess of how many there are */
export type BackupProgress = (text: string, done?: number) => void;

const chunkSize = 256 * 1024;

interface Snapshot {
  readonly connection: OwnConnection;
  readonly header: BackupHeader;
  readonly tables: readonly SourceTable[];
  readonly onProgress: BackupProgress;
  /** Filled while the records go out. */
  readonly sums: TableSum[];
}

async function* tableRecords(
  { connection, sums }: Snapshot,
  table: SourceTable,
  onRows: (rows: number) => void,
): AsyncGenerator<Buffer> {
  const { name, columns } = table;
  yield encodeRecord("table", { name, columns });
  const summer = tableSummer(name);
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const row of connection.rows(table)) {
    const record = encodeRow(row);
    summer.add(rowPayload(record));
    waiting.push(record);
    size += record.length;
    if (size < chunkSize) continue;
    yield Buffer.concat(waiting);
    onRows(waiting.length);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
  onRows(waiting.length);
  const sum = summer.sum();
  sums.push(sum);
  yield encodeRecord("sum", sum);
}

async function* records(snapshot: Snapshot): AsyncGenerator<Buffer> {
  const expected = snapshot.tables.reduce((sum, table) => sum + table.rows, 0);
  let rows = 0;
  yield encodeRecord("header", snapshot.header);
  for (const table of snapshot.tables)
    yield* tableRecords(snapshot, table, (more) => {
      rows += more;
      snapshot.onProgress(
        `${table.name}, ${rows} rows`,
        rows / Math.max(expected, rows, 1),
      );
    });
  yield encodeRecord("end");
}

async function takeSnapshot(
  connection: OwnConnection,
  options: { readonly program: string; readonly onProgress: BackupProgress },
): Promise<Snapshot> {
  const tables = await sourceTables(connection);
  await beginSnapshot(connection);
  const migrations = await ranMigrations(connection);
  const [now] = await connection.run("SELECT UTC_TIMESTAMP(3) AS now");
  return {
    connection,
    tables,
    onProgress: options.onProgress,
    sums: [],
    header: {
      format: "chartroom-backup",
      version: 1,
      program: options.program,
      created_at: `${String(now?.["now"]).replace(" ", "T")}Z`,
      migrations,
      tables: tables.map(({ name, columns }) => ({ name, columns })),
    },
  };
}

/** A name in a folder is on disk only once the folder is. */
async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes the whole database as it is at one moment, encrypted under the passphrase, while others go on writing; then
 * reads the file again and compares. The file appears under its name only when it is whole and on disk.
 * @throws BackupError when the file exists already, or when what was read back differs
 */
export async function writeBackup(options: {
  readonly address: MysqlAddress;
  readonly file: string;
  readonly passphrase: string;
  /** Version of the program, for whoever restores it. */
  readonly program: string;
  readonly onProgress?: BackupProgress;
}): Promise<BackupResult> {
  const { file, onProgress = () => undefined } = options;
  const keys = backupKeys(options.passphrase);
  if (await stat(file).catch(() => undefined))
    throw new BackupError(`${file} exists already; nothing was written.`);
  const making = `${file}.part`;
  const connection = await ownConnection(options.address);
  try {
    const snapshot = await takeSnapshot(connection, { ...options, onProgress });
    await pipeline(
      Readable.from(records(snapshot), { objectMode: false }),
      createGzip({ level: 4, chunkSize }),
      sealing(keys),
      createWriteStream(making, { mode: 0o600 }),
    );
    await syncToDisk(making);
    onProgress("reading it again");
    const { sums } = await verifyBackup({ file: making, keys });
    if (JSON.stringify(sums) !== JSON.stringify(snapshot.sums))
      throw new BackupError("What was written is not what was read.");
    await rename(making, file);
    await syncToDisk(dirname(file));
    const { size } = await stat(file);
    const { created_at } = snapshot.header;
    return { file, bytes: size, created_at, tables: sums };
  } catch (error) {
    await rm(making, { force: true });
    throw error;
  } finally {
    await connection.close().catch(() => undefined);
  }
}
