import { createHash } from "node:crypto";
import type { Sql } from "./database.ts";
import { isStorageError } from "./storage-error.ts";

export interface PrintedDocument {
  readonly kind: "prescription" | "receipt";
  /** The prescription or the receipt. */
  readonly source_id: number;
  readonly version: number;
}

/** What was handed out on paper: the first print of a version is kept, every later one is the same bytes. */
export function printedDocuments(db: Sql) {
  const find = async (what: PrintedDocument): Promise<Buffer | undefined> => {
    const row = await db
      .selectFrom("printed_documents")
      .select(["pdf", "sha256"])
      .where("kind", "=", what.kind)
      .where("source_id", "=", what.source_id)
      .where("version", "=", what.version)
      .executeTakeFirst();
    if (row && !digest(row.pdf).equals(row.sha256))
      throw new Error("a printed document is not what was printed");
    return row?.pdf;
  };

  return {
    /** The bytes as first printed, checked against their hash; undefined when never printed. */
    find,

    /** Keeps the bytes unless another print of the version came first. @returns the bytes that count */
    async keep(
      what: PrintedDocument,
      print: {
        readonly pdf: Uint8Array;
        readonly printed_by_account_id: number;
        /** As DATETIME(6) holds it. */
        readonly printed_at: string;
      },
    ): Promise<Buffer> {
      const pdf = Buffer.from(print.pdf);
      try {
        await db
          .insertInto("printed_documents")
          .values({ ...what, ...print, pdf, sha256: digest(pdf) })
          .execute();
        return pdf;
      } catch (error) {
        if (!isStorageError(error, "duplicate")) throw error;
        return (await find(what))!;
      }
    },
  };
}

const digest = (bytes: Buffer): Buffer =>
  createHash("sha256").update(bytes).digest();

export type PrintedDocuments = ReturnType<typeof printedDocuments>;
