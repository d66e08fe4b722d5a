import type { ZoneId } from "#server/kernel/zones.ts";
import type { Sql } from "#server/storage/database.ts";

/** What schedules need to know of doctors and locations: read only. */
export function placeRepository(db: Sql) {
  return {
    async doctor(id: number): Promise<{ is_active: boolean } | undefined> {
      const row = await db
        .selectFrom("doctors")
        .select("is_active")
        .where("id", "=", id)
        .executeTakeFirst();
      return row && { is_active: row.is_active === 1 };
    },

    async location(
      id: number,
    ): Promise<{ is_active: boolean; zone: ZoneId } | undefined> {
      const row = await db
        .selectFrom("clinic_locations")
        .select(["is_active", "time_zone"])
        .where("id", "=", id)
        .executeTakeFirst();
      return (
        row && { is_active: row.is_active === 1, zone: row.time_zone as ZoneId }
      );
    },
  };
}

export type PlaceRepository = ReturnType<typeof placeRepository>;
