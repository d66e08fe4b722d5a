import { sql } from "kysely";
import type {
  DateFormat,
  ImportField,
  ImportRun,
} from "#contract/patient-import.ts";
import type { Sql } from "#server/storage/database.ts";
import { wireInstant } from "#server/storage/rows.ts";
import type { LeftOutRow } from "./error-file.rules.ts";

/** How a file was read; kept with the run. */
export interface ImportSettings {
  readonly columns: readonly string[];
  readonly mapping: Readonly<Record<string, ImportField>>;
  readonly date_format: DateFormat;
  readonly on_duplicate: "skip" | "import";
}

export interface ChunkCounts {
  readonly imported: number;
  readonly skipped: number;
  readonly failed: number;
}

const kind = "patients";
/** A run that has not moved for so long has lost its process. */
const stalledSeconds = 120;

/** `import_runs` and `import_run_errors`. */
export function importRunRepository(db: Sql) {
  return {
    async insert(run: {
      file_name: string;
      settings: ImportSettings;
      dry_run: boolean;
      total_rows: number;
      account_id: number | null;
    }): Promise<number> {
      const inserted = await db
        .insertInto("import_runs")
        .values({
          kind,
          file_name: run.file_name,
          mapping: JSON.stringify(run.settings),
          dry_run: run.dry_run,
          total_rows: run.total_rows,
          created_by_account_id: run.account_id,
          started_at: sql<string>`utc_timestamp(6)`,
          progress_at: sql<string>`utc_timestamp(6)`,
          finished_at: null,
        })
        .executeTakeFirstOrThrow();
      return Number(inserted.insertId);
    },

    async find(
      id: number,
    ): Promise<
      | (ImportRun & { account_id: number | null; settings: ImportSettings })
      | undefined
    > {
      const row = await db
        .selectFrom("import_runs")
        .selectAll()
        .select(
          sql<number>`progress_at < utc_timestamp(6) - interval ${sql.lit(stalledSeconds)} second`.as(
            "stalled",
          ),
        )
        .where("id", "=", id)
        .where("kind", "=", kind)
        .executeTakeFirst();
      if (!row) return undefined;
      const lost = row.status === "running" && row.stalled === 1;
      return {
        id: row.id,
        file_name: row.file_name,
        status: lost ? "failed" : row.status,
        dry_run: row.dry_run === 1,
        total_rows: row.total_rows,
        imported_rows: row.imported_rows,
        skipped_rows: row.skipped_rows,
        failed_rows: row.failed_rows,
        started_at: wireInstant(row.started_at),
        finished_at: wireInstant(row.finished_at),
        account_id: row.created_by_account_id,
        settings: JSON.parse(row.mapping) as ImportSettings,
      };
    },

    /** Adds what a chunk did, in the chunk's own transaction. */
    async addChunk(
      id: number,
      counts: ChunkCounts,
      left_out: readonly LeftOutRow[],
    ): Promise<void> {
      await db
        .updateTable("import_runs")
        .set({
          imported_rows: sql`imported_rows + ${counts.imported}`,
          skipped_rows: sql`skipped_rows + ${counts.skipped}`,
          failed_rows: sql`failed_rows + ${counts.failed}`,
          progress_at: sql`utc_timestamp(6)`,
        })
        .where("id", "=", id)
        .execute();
      if (left_out.length === 0) return;
      await db
        .insertInto("import_run_errors")
        .values(
          left_out.map(({ file_row, problems, original }) => ({
            import_run_id: id,
            file_row,
            problems: JSON.stringify(problems),
            original: JSON.stringify(original),
          })),
        )
        .execute();
    },

    async finish(id: number, status: "finished" | "failed"): Promise<void> {
      await db
        .updateTable("import_runs")
        .set({ status, finished_at: sql`utc_timestamp(6)` })
        .where("id", "=", id)
        .execute();
    },

    /** Rows that did not go in, in the order of the file, after the given one. */
    async leftOut(
      id: number,
      after_row: number,
      limit: number,
    ): Promise<LeftOutRow[]> {
      const rows = await db
        .selectFrom("import_run_errors")
        .select(["file_row", "problems", "original"])
        .where("import_run_id", "=", id)
        .where("file_row", ">", after_row)
        .orderBy("file_row")
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        file_row: row.file_row,
        problems: JSON.parse(row.problems) as LeftOutRow["problems"],
        original: JSON.parse(row.original) as string[],
      }));
    },

    /** Drops error rows of runs older than 30 days: they hold patient data. @returns how many */
    async dropOldErrors(limit = 5_000): Promise<number> {
      // Named one by one: a DELETE with a subquery would read every row there is.
      const old = await db
        .selectFrom("import_runs as r")
        .select("r.id")
        .where(
          "r.started_at",
          "<",
          sql<string>`utc_timestamp(6) - interval 30 day`,
        )
        .where(
          ({ selectFrom }) =>
            selectFrom("import_run_errors as e")
              .select("e.id")
              .whereRef("e.import_run_id", "=", "r.id")
              .limit(1),
          "is not",
          null,
        )
        .limit(100)
        .execute();
      if (old.length === 0) return 0;
      const result = await db
        .deleteFrom("import_run_errors")
        .where(
          "import_run_id",
          "in",
          old.map((run) => run.id),
        )
        .limit(limit)
        .executeTakeFirst();
      return Number(result.numDeletedRows);
    },
  };
}

export type ImportRunRepository = ReturnType<typeof importRunRepository>;
