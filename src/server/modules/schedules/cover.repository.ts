import { sql } from "kysely";
import type { Cover } from "#contract/schedules.ts";
import type { Page } from "#contract/types.ts";
import type { Sql } from "#server/storage/database.ts";
import { decodeCursor, toPage, wireInstant } from "#server/storage/rows.ts";

const columns = [
  "id",
  "doctor_id",
  "covering_doctor_id",
  "starts_on",
  "ends_on",
  "reason",
  "cancelled_at",
  "created_at",
  "row_version",
] as const;

const present = <R extends { cancelled_at: string | null; created_at: string }>(
  row: R,
) => ({
  ...row,
  cancelled_at: wireInstant(row.cancelled_at),
  created_at: wireInstant(row.created_at),
});

/** `doctor_covers`. find* may be undefined, list* pages. */
export function coverRepository(db: Sql) {
  return {
    async find(id: number): Promise<Cover | undefined> {
      const row = await db
        .selectFrom("doctor_covers")
        .select(columns)
        .where("id", "=", id)
        .executeTakeFirst();
      return row && present(row);
    },

    /** Covers of the doctor and by the doctor, by first day. */
    async list(
      doctor_id: number,
      page: {
        cursor?: string | undefined;
        limit: number;
        from?: string | undefined;
        to?: string | undefined;
        include_cancelled: boolean;
      },
    ): Promise<Page<Cover>> {
      const after = decodeCursor(page.cursor);
      const rows = await db
        .selectFrom("doctor_covers")
        .select(columns)
        .where((is) =>
          is.or([
            is("doctor_id", "=", doctor_id),
            is("covering_doctor_id", "=", doctor_id),
          ]),
        )
        .$if(!page.include_cancelled, (query) =>
          query.where("cancelled_at", "is", null),
        )
        .$if(page.from !== undefined, (query) =>
          query.where("ends_on", ">=", page.from!),
        )
        .$if(page.to !== undefined, (query) =>
          query.where("starts_on", "<=", page.to!),
        )
        .$if(after !== undefined, (query) =>
          query.where(
            sql<boolean>`(starts_on, id) > (${String(after?.["on"])}, ${Number(after?.["id"])})`,
          ),
        )
        .orderBy("starts_on")
        .orderBy("id")
        .limit(page.limit + 1)
        .execute();
      return toPage(rows.map(present), page.limit, (row) => ({
        on: row.starts_on,
        id: row.id,
      }));
    },

    async insert(fields: {
      doctor_id: number;
      covering_doctor_id: number;
      starts_on: string;
      ends_on: string;
      reason: string | null;
      created_by_account_id: number;
    }): Promise<number> {
      const { insertId } = await db
        .insertInto("doctor_covers")
        .values({ ...fields, cancelled_at: null })
        .executeTakeFirstOrThrow();
      return Number(insertId);
    },

    /** @returns whether it stood until now */
    async cancel(id: number): Promise<boolean> {
      const result = await db
        .updateTable("doctor_covers")
        .set({
          cancelled_at: sql<string>`utc_timestamp(6)`,
          row_version: sql<number>`row_version + 1`,
        })
        .where("id", "=", id)
        .where("cancelled_at", "is", null)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

export type CoverRepository = ReturnType<typeof coverRepository>;
