import { sql } from "kysely";
import type { Location } from "#contract/locations.ts";
import type { Page } from "#contract/types.ts";
import type { Sql } from "#server/storage/database.ts";
import { decodeCursor, toPage, wireInstant } from "#server/storage/rows.ts";

export interface LocationFields {
  name: string;
  address: string;
  phone: string;
  email?: string | null;
  time_zone: string;
}

const columns = [
  "id",
  "name",
  "address",
  "phone",
  "email",
  "is_active",
  "time_zone",
  "created_at",
  "row_version",
] as const;

interface Row {
  is_active: number;
  created_at: string;
}

function present<R extends Row>(row: R) {
  return {
    ...row,
    is_active: row.is_active === 1,
    created_at: wireInstant(row.created_at),
  };
}

/** `clinic_locations`. find* may be undefined, list* pages. */
export function locationRepository(db: Sql) {
  return {
    async find(id: number): Promise<Location | undefined> {
      const row = await db
        .selectFrom("clinic_locations")
        .select(columns)
        .where("id", "=", id)
        .executeTakeFirst();
      return row && present(row);
    },

    async list(page: {
      cursor?: string | undefined;
      limit: number;
      include_inactive: boolean;
    }): Promise<Page<Location>> {
      const after = decodeCursor(page.cursor);
      const rows = await db
        .selectFrom("clinic_locations")
        .select(columns)
        .$if(!page.include_inactive, (query) =>
          query.where("is_active", "=", 1),
        )
        .$if(after !== undefined, (query) =>
          query.where(
            sql<boolean>`(name, id) > (${String(after?.["name"])}, ${Number(after?.["id"])})`,
          ),
        )
        .orderBy("name")
        .orderBy("id")
        .limit(page.limit + 1)
        .execute();
      return toPage(rows.map(present), page.limit, ({ name, id }) => ({
        name,
        id,
      }));
    },

    async insert(fields: LocationFields): Promise<number> {
      const inserted = await db
        .insertInto("clinic_locations")
        .values({ email: null, ...fields })
        .executeTakeFirstOrThrow();
      return Number(inserted.insertId);
    },

    /** Changes the row if it still has the version seen. @returns whether it had */
    async update(
      id: number,
      seen: number,
      changes: Partial<LocationFields> & { is_active?: boolean },
    ): Promise<boolean> {
      const result = await db
        .updateTable("clinic_locations")
        .set({ ...changes, row_version: seen + 1 })
        .where("id", "=", id)
        .where("row_version", "=", seen)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

export type LocationRepository = ReturnType<typeof locationRepository>;
