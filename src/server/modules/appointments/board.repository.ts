import { sql, type RawBuilder } from "kysely";
import type { BoardVisit, DayBoard } from "#contract/calendar-views.ts";
import {
  epochSeconds,
  secondsToWire,
  spanInstants,
} from "#server/kernel/instants.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import { addDays, dayOfDate, weekdayOfDay } from "#server/kernel/wall-time.ts";
import type { ZoneId } from "#server/kernel/zones.ts";
import type { Sql } from "#server/storage/database.ts";
import { wireInstant } from "#server/storage/rows.ts";

/** Whose day: all doctors at a location, or a doctor everywhere. */
export type BoardOf = { location_id: number } | { doctor_id: number };

type StoredVisit = BoardVisit & { location_zone: string; patient_id: number };
type Shading = Pick<DayBoard, "hours" | "time_off" | "closures">;

interface VersionRow {
  version: string | number | null;
}

// Visits begin on whole seconds: a slice is enough, and a busy day has hundreds.
const wholeSecond = (stored: string): string =>
  `${stored.slice(0, 10)}T${stored.slice(11, 19)}Z`;

function present(row: StoredVisit): BoardVisit & { patient_id: number } {
  const { location_zone, ...visit } = row;
  const date = visit.appointment_date as WallDate;
  const placed = visit.starts_at as string | null;
  const span = placed
    ? undefined
    : spanInstants(
        { date, time: visit.start_time as WallTime },
        { date, time: visit.end_time as WallTime },
        location_zone as ZoneId,
      );
  return {
    ...visit,
    starts_at: span
      ? secondsToWire(epochSeconds(span.starts_at))
      : wholeSecond(visit.starts_at),
    ends_at: span
      ? secondsToWire(epochSeconds(span.ends_at))
      : wholeSecond(visit.ends_at),
    arrived_at: wireInstant(visit.arrived_at),
  };
}

/** The calendars whose versions add up to the board's. */
const calendarsOf = (of: BoardOf): RawBuilder<unknown> =>
  "doctor_id" in of
    ? sql`kind = 'doctor' and resource_id = ${of.doctor_id}`
    : sql`kind = 'doctor'`;

/** Read model of the day boards: it writes nothing. */
export function boardRepository(db: Sql) {
  return {
    /** Grows with every change of the calendars concerned. */
    async version(of: BoardOf): Promise<number> {
      const { rows } = await sql<VersionRow>`
        select sum(version) as version from calendars where ${calendarsOf(of)}`.execute(
        db,
      );
      return Number(rows[0]?.version ?? 0);
    },

    /** Whether the doctor or location exists. */
    async exists(of: BoardOf): Promise<boolean> {
      const { rows } =
        "doctor_id" in of
          ? await sql`select 1 from doctors where id = ${of.doctor_id}`.execute(
              db,
            )
          : await sql`select 1 from clinic_locations where id = ${of.location_id}`.execute(
              db,
            );
      return rows.length > 0;
    },

    /** Version and visits from one snapshot: the version is never newer than what it is shown with. */
    async day(of: BoardOf, date: WallDate, cancelled: boolean) {
      const whose =
        "doctor_id" in of
          ? sql`a.doctor_id = ${of.doctor_id}`
          : sql`a.location_id = ${of.location_id}`;
      const { rows } = await sql<StoredVisit & VersionRow>`
        select c.version, a.id, a.doctor_id, concat(d.first_name, ' ', d.last_name) as doctor_name, a.location_id,
          a.patient_id, concat(p.first_name, ' ', p.last_name) as patient_name, a.appointment_date, a.start_time,
          a.end_time, a.starts_at, a.ends_at, a.status, a.purpose, a.arrived_at, a.row_version,
          l.time_zone as location_zone
        from (select sum(version) as version from calendars where ${calendarsOf(of)}) c
        left join (appointments a join doctors d on d.id = a.doctor_id join patients p on p.id = a.patient_id
          join clinic_locations l on l.id = a.location_id)
          on ${whose} and a.appointment_date = ${date} ${cancelled ? sql`` : sql`and a.status <> 'Cancelled'`}
        order by a.start_time, a.id`.execute(db);
      return {
        version: Number(rows[0]?.version ?? 0),
        items: rows
          .filter((row) => (row.id as number | null) !== null)
          .map(({ version: _, ...row }) => present(row)),
      };
    },

    /** Hours, time off and closures of the day, for shading. */
    async shading(of: BoardOf, date: WallDate): Promise<Shading> {
      const doctor = "doctor_id" in of;
      const whose = doctor
        ? sql`h.doctor_id = ${of.doctor_id}`
        : sql`h.location_id = ${of.location_id}`;
      const today = sql`h.weekday = ${weekdayOfDay(dayOfDate(date))} and h.valid_from <= ${date}
        and (h.valid_to is null or h.valid_to >= ${date})`;
      // A day more on each side holds the day of every zone; the board cuts.
      const span = sql`x.cancelled_at is null and x.ends_at > ${addDays(date, -1)} and x.starts_at < ${addDays(date, 2)}`;
      const { rows } = await sql<{
        what: "hours" | "away" | "closed";
        id: number;
        location_id: number;
        name: string;
        begins: string;
        ends: string;
      }>`
        select 'hours' as what, h.doctor_id as id, h.location_id, concat(d.first_name, ' ', d.last_name) as name,
          cast(h.start_time as char) as begins, cast(h.end_time as char) as ends
          from doctor_hours h join doctors d on d.id = h.doctor_id where ${whose} and ${today} and d.is_active = 1
        union all select 'away', x.doctor_id, 0, '', cast(x.starts_at as char), cast(x.ends_at as char)
          from doctor_time_off x where ${
            doctor
              ? sql`x.doctor_id = ${of.doctor_id}`
              : sql`x.doctor_id in (select h.doctor_id from doctor_hours h where ${whose} and ${today})`
          } and ${span}
        union all select 'closed', 0, x.location_id, '', cast(x.starts_at as char), cast(x.ends_at as char)
          from location_closures x where ${
            doctor
              ? sql`x.location_id in (select h.location_id from doctor_hours h where ${whose} and ${today})`
              : sql`x.location_id = ${of.location_id}`
          } and ${span}`.execute(db);
      const of_ = (what: string) => rows.filter((row) => row.what === what);
      return {
        hours: of_("hours").map((row) => ({
          doctor_id: row.id,
          doctor_name: row.name,
          location_id: row.location_id,
          start_time: row.begins,
          end_time: row.ends,
        })),
        time_off: of_("away").map((row) => ({
          doctor_id: row.id,
          starts_at: wireInstant(row.begins),
          ends_at: wireInstant(row.ends),
        })),
        closures: of_("closed").map((row) => ({
          location_id: row.location_id,
          starts_at: wireInstant(row.begins),
          ends_at: wireInstant(row.ends),
        })),
      };
    },
  };
}

export type BoardRepository = ReturnType<typeof boardRepository>;
