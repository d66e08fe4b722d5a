import { sql } from "kysely";
import {
  instantToSql,
  sqlToSeconds,
  type Instant,
} from "#server/kernel/instants.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import type { ZoneId } from "#server/kernel/zones.ts";
import type { Sql } from "#server/storage/database.ts";

/** One row of weekly hours, with the zone of its location. Weekday 1 is Monday; `valid_to` is the last day. */
export interface OpenHours {
  readonly location_id: number;
  readonly zone: ZoneId;
  readonly weekday: number;
  readonly start_time: WallTime;
  readonly end_time: WallTime;
  readonly valid_from: WallDate;
  readonly valid_to: WallDate | null;
}

/** Epoch seconds, half-open. */
export interface ClosedSpan {
  readonly starts_at: number;
  readonly ends_at: number;
}

/** What a calendar is open and closed by: read model for whoever books. */
export function scheduleRepository(db: Sql) {
  return {
    /** Hours in force on some day from `from` to `to` (both inclusive); none of a doctor or location out of use. */
    async hoursOf(
      doctor_id: number,
      from: string,
      to: string,
      location_id?: number,
    ): Promise<OpenHours[]> {
      const rows = await db
        .selectFrom("doctor_hours as h")
        .innerJoin("clinic_locations as l", "l.id", "h.location_id")
        .innerJoin("doctors as d", "d.id", "h.doctor_id")
        .select([
          "h.location_id",
          "l.time_zone as zone",
          "h.weekday",
          "h.start_time",
          "h.end_time",
          "h.valid_from",
          "h.valid_to",
        ])
        .where("h.doctor_id", "=", doctor_id)
        .where("h.valid_from", "<=", to)
        .where((is) =>
          is.or([is("h.valid_to", "is", null), is("h.valid_to", ">=", from)]),
        )
        .where("l.is_active", "=", 1)
        .where("d.is_active", "=", 1)
        .$if(location_id !== undefined, (query) =>
          query.where("h.location_id", "=", location_id!),
        )
        .orderBy("h.location_id")
        .orderBy("h.weekday")
        .orderBy("h.start_time")
        .execute();
      return rows as unknown as OpenHours[];
    },

    /** The doctor's time off, and closures of the location (or of every location with hours of the doctor), that touch [from, to). */
    async busyClosed(
      doctor_id: number,
      from: Instant,
      to: Instant,
      location_id?: number,
    ): Promise<{
      time_off: ClosedSpan[];
      closures: (ClosedSpan & { location_id: number })[];
    }> {
      const since = instantToSql(from);
      const until = instantToSql(to);
      const places =
        location_id === undefined
          ? sql`location_id in (select location_id from doctor_hours where doctor_id = ${doctor_id})`
          : sql`location_id = ${location_id}`;
      // One statement: the free-slot path pays for every round trip.
      const { rows } = await sql<{
        location_id: number | null;
        starts_at: string;
        ends_at: string;
      }>`
        select null as location_id, starts_at, ends_at from doctor_time_off
        where doctor_id = ${doctor_id} and cancelled_at is null
          and ends_at > ${since} and starts_at < ${until}
        union all
        select location_id, starts_at, ends_at from location_closures
        where ${places} and cancelled_at is null
          and ends_at > ${since} and starts_at < ${until}`.execute(db);
      const time_off: ClosedSpan[] = [];
      const closures: (ClosedSpan & { location_id: number })[] = [];
      for (const row of rows) {
        const span = {
          starts_at: sqlToSeconds(row.starts_at),
          ends_at: sqlToSeconds(row.ends_at),
        };
        if (row.location_id === null) time_off.push(span);
        else closures.push({ location_id: row.location_id, ...span });
      }
      return { time_off, closures };
    },
  };
}

export type ScheduleRepository = ReturnType<typeof scheduleRepository>;
