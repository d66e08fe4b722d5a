import { sql } from "kysely";
import type { WeeklyHours } from "#contract/schedules.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import type { ZoneId } from "#server/kernel/zones.ts";
import type { Sql } from "#server/storage/database.ts";
import type { OpenHours, Validity, WeekEntry } from "./hours.rules.ts";

/** A row with the zone of its location. */
export type StoredHours = WeeklyHours & OpenHours;

/** `doctor_hours`. list* may be empty. */
export function hoursRepository(db: Sql) {
  return {
    /** Rows in force on or after `since` (a date; absent: all), sorted by location, weekday, time. */
    async list(
      doctor_id: number,
      filter: {
        since?: string | undefined;
        location_id?: number | undefined;
      } = {},
    ): Promise<StoredHours[]> {
      const rows = await db
        .selectFrom("doctor_hours as h")
        .innerJoin("clinic_locations as l", "l.id", "h.location_id")
        .select([
          "h.id",
          "h.doctor_id",
          "h.location_id",
          "h.weekday",
          "h.start_time",
          "h.end_time",
          "h.valid_from",
          "h.valid_to",
          "l.time_zone as zone",
        ])
        .where("h.doctor_id", "=", doctor_id)
        .$if(filter.since !== undefined, (query) =>
          query.where(
            sql<boolean>`(h.valid_to is null or h.valid_to >= ${filter.since})`,
          ),
        )
        .$if(filter.location_id !== undefined, (query) =>
          query.where("h.location_id", "=", filter.location_id!),
        )
        .orderBy("h.location_id")
        .orderBy("h.valid_from")
        .orderBy("h.weekday")
        .orderBy("h.start_time")
        .execute();
      return rows.map((row) => ({
        ...row,
        zone: row.zone as ZoneId,
        start_time: row.start_time as WallTime,
        end_time: row.end_time as WallTime,
        valid_from: row.valid_from as WallDate,
        valid_to: row.valid_to as WallDate | null,
      }));
    },

    async end(id: number, valid_to: string): Promise<void> {
      await db
        .updateTable("doctor_hours")
        .set({ valid_to, row_version: sql<number>`row_version + 1` })
        .where("id", "=", id)
        .execute();
    },

    async remove(ids: readonly number[]): Promise<void> {
      if (ids.length === 0) return;
      await db
        .deleteFrom("doctor_hours")
        .where("id", "in", [...ids])
        .execute();
    },

    async insert(
      doctor_id: number,
      location_id: number,
      rows: readonly (WeekEntry & Validity)[],
    ): Promise<void> {
      if (rows.length === 0) return;
      await db
        .insertInto("doctor_hours")
        .values(rows.map((row) => ({ doctor_id, location_id, ...row })))
        .execute();
    },
  };
}

export type HoursRepository = ReturnType<typeof hoursRepository>;
