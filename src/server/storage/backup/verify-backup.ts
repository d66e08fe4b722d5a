import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { BackupKeys } from "./backup-cipher.ts";
import { BackupError } from "./backup-error.ts";
import {
  readRecords,
  tableSummer,
  type BackupHeader,
  type BackupTable,
  type TableSum,
} from "./backup-records.ts";
import { opening } from "./backup-stream.ts";

const chunkSize = 256 * 1024;

/** Told what the file holds, in its order; the next part is read when the promise resolves. */
export interface BackupReader {
  header?(header: BackupHeader): Promise<void>;
  table?(table: BackupTable): Promise<void>;
  row?(payload: Buffer): Promise<void> | undefined;
  /** Rows of the table are complete and agree with their digest. */
  sum?(sum: TableSum): Promise<void>;
}

/**
 * Reads a backup from its first byte to its last and checks it on the way.
 * @throws BackupError when the passphrase is wrong, or the file damaged, cut short or not a backup
 */
export async function verifyBackup(options: {
  readonly file: string;
  readonly keys: BackupKeys;
  readonly reader?: BackupReader;
}): Promise<{ header: BackupHeader; sums: readonly TableSum[] }> {
  const { file, keys, reader = {} } = options;
  let header: BackupHeader | undefined;
  let summer = tableSummer("");
  let ended = false;
  const sums: TableSum[] = [];

  const take = async (bytes: AsyncIterable<Buffer>): Promise<void> => {
    for await (const some of readRecords(bytes))
      for (const record of some) {
        if (record.kind === "row") {
          summer.add(record.payload);
          const busy = reader.row?.(record.payload);
          if (busy) await busy;
        } else if (record.kind === "header") {
          header = record.header;
          await reader.header?.(header);
        } else if (record.kind === "table") {
          summer = tableSummer(record.table.name);
          await reader.table?.(record.table);
        } else if (record.kind === "sum") {
          const { name, rows, sha256 } = summer.sum();
          const told = record.sum;
          if (
            told.name !== name ||
            told.rows !== rows ||
            told.sha256 !== sha256
          )
            throw new BackupError(`The rows of ${told.name} are not complete.`);
          sums.push(told);
          await reader.sum?.(told);
        } else ended = true;
      }
  };

  let failure: unknown;
  await pipeline(
    createReadStream(file, { highWaterMark: 1 << 20 }),
    opening(keys),
    createGunzip({ chunkSize }),
    (bytes: AsyncIterable<Buffer>) =>
      take(bytes).catch((error: unknown) => {
        failure = error;
        throw error;
      }),
  ).catch((error: NodeJS.ErrnoException) => {
    // When the reader fails, the streams before it are only stopped: what stopped them counts.
    if (error.name === "AbortError") throw failure ?? error;
    if (error.code?.startsWith("Z_"))
      throw new BackupError("The backup is damaged: it does not unpack.");
    if (error.code === "ENOENT")
      throw new BackupError(`${file} does not exist.`);
    throw error;
  });
  if (header === undefined || !ended || sums.length !== header.tables.length)
    throw new BackupError("The backup is cut short: tables are missing.");
  return { header, sums };
}
