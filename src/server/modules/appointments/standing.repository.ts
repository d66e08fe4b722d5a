import { sql, type RawBuilder } from "kysely";
import type { Instant } from "#server/kernel/instants.ts";
import { epochSeconds, instantToSql } from "#server/kernel/instants.ts";
import { sqlToSeconds, spanInstants } from "#server/kernel/instants.ts";
import { LONGEST_VISIT_MINUTES } from "#server/kernel/visit-instants.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import { addDays, dayOfDate, weekdayOfDay } from "#server/kernel/wall-time.ts";
import type { ZoneId } from "#server/kernel/zones.ts";
import type { Sql } from "#server/storage/database.ts";
import type { PeopleOfVisit, Standing } from "./booking.rules.ts";
import type { PlannedVisit, VisitPlace } from "./planned-visit.rules.ts";

interface Row {
  what: string;
  id: number;
  flag: number | null;
  zone: string | null;
  starts_at: string | null;
  ends_at: string | null;
  day: string | null;
  start_time: string | null;
  end_time: string | null;
}

type Part = RawBuilder<unknown>;

/** Ids of visits that are about to leave their time: at most the two of a swap. */
export type Leaving = readonly number[];

const people = (visit: VisitPlace): Part => sql`
  select 'doctor' as what, id, is_active as flag, null as zone, null as starts_at, null as ends_at,
    null as day, null as start_time, null as end_time from doctors where id = ${visit.doctor_id}
  union all select 'patient', id, is_active, null, null, null, null, null, null
    from patients where id = ${visit.patient_id}
  union all select 'location', id, is_active, time_zone, null, null, null, null, null
    from clinic_locations where id = ${visit.location_id}`;

/** Live visits of one calendar that touch the time, and those that nobody has given instants yet. */
function visitsOf(
  what: "doctor_visit" | "patient_visit",
  visit: PlannedVisit,
  leaving: Leaving,
): Part {
  const [column, id] =
    what === "doctor_visit"
      ? [sql.ref("a.doctor_id"), visit.doctor_id]
      : [sql.ref("a.patient_id"), visit.patient_id];
  const starts = instantToSql(visit.starts_at);
  const ends = instantToSql(visit.ends_at);
  // No visit is longer, so the index range ends there.
  const earliest = instantToSql(
    visit.starts_at.subtract({ minutes: LONGEST_VISIT_MINUTES }),
  );
  const live = sql`a.status in ('Scheduled', 'Completed') and a.id not in (${leaving[0] ?? 0}, ${leaving[1] ?? 0})`;
  return sql`
  select ${sql.lit(what)} as what, a.id, null as flag, null as zone, a.starts_at, a.ends_at,
    null as day, null as start_time, null as end_time from appointments a
    where ${column} = ${id} and a.starts_at > ${earliest} and a.starts_at < ${ends} and a.ends_at > ${starts} and ${live}
  union all select ${sql.lit(what)}, a.id, null, l.time_zone, null, null, a.appointment_date, a.start_time, a.end_time
    from appointments a join clinic_locations l on l.id = a.location_id
    where ${column} = ${id} and a.starts_at is null and ${live}
    and a.appointment_date between ${addDays(visit.appointment_date, -1)} and ${addDays(visit.appointment_date, 1)}`;
}

function openings(visit: PlannedVisit): Part {
  const date = visit.appointment_date;
  const starts = instantToSql(visit.starts_at);
  const ends = instantToSql(visit.ends_at);
  return sql`
  select 'hours', h.location_id, h.weekday, l.time_zone, null, null, null, h.start_time, h.end_time
    from doctor_hours h join clinic_locations l on l.id = h.location_id
    where h.doctor_id = ${visit.doctor_id} and h.location_id = ${visit.location_id}
    and h.weekday = ${weekdayOfDay(dayOfDate(date))}
    and h.valid_from <= ${date} and (h.valid_to is null or h.valid_to >= ${date})
  union all select 'away', id, null, null, null, null, null, null, null from doctor_time_off
    where doctor_id = ${visit.doctor_id} and cancelled_at is null and ends_at > ${starts} and starts_at < ${ends}
  union all select 'closed', id, null, null, null, null, null, null, null from location_closures
    where location_id = ${visit.location_id} and cancelled_at is null and ends_at > ${starts} and starts_at < ${ends}`;
}

/** Epoch seconds of a visit; one without instants is read off the wall of its location. */
function blockOf(row: Row): { starts_at: number; ends_at: number } {
  if (row.starts_at !== null && row.ends_at !== null)
    return {
      starts_at: sqlToSeconds(row.starts_at),
      ends_at: sqlToSeconds(row.ends_at),
    };
  const date = row.day as WallDate;
  const span = spanInstants(
    { date, time: row.start_time as WallTime },
    { date, time: row.end_time as WallTime },
    row.zone as ZoneId,
  );
  return {
    starts_at: epochSeconds(span.starts_at),
    ends_at: epochSeconds(span.ends_at),
  };
}

function peopleOf(rows: readonly Row[]): PeopleOfVisit {
  const find = (what: string): Row | undefined =>
    rows.find((row) => row.what === what);
  const active = (row: Row | undefined) =>
    row && { is_active: Number(row.flag) === 1 };
  const location = find("location");
  return {
    doctor: active(find("doctor")),
    patient: active(find("patient")),
    location: location && {
      is_active: Number(location.flag) === 1,
      time_zone: location.zone ?? "",
    },
  };
}

function overlaps(
  rows: readonly Row[],
  what: string,
  starts_at: Instant,
  ends_at: Instant,
): boolean {
  const from = epochSeconds(starts_at);
  const until = epochSeconds(ends_at);
  return rows.some((row) => {
    if (row.what !== what) return false;
    const block = blockOf(row);
    return block.starts_at < until && block.ends_at > from;
  });
}

/** What stands around a visit that is to be booked or moved. It reads only; each method is one statement. */
export function standingRepository(db: Sql) {
  const read = async (part: Part): Promise<Row[]> =>
    (await sql<Row>`${part}`.execute(db)).rows;
  const busyOf = (rows: readonly Row[], visit: PlannedVisit) => ({
    doctor_busy: overlaps(rows, "doctor_visit", visit.starts_at, visit.ends_at),
    patient_busy: overlaps(
      rows,
      "patient_visit",
      visit.starts_at,
      visit.ends_at,
    ),
  });

  return {
    /** Whether the three are there and active, and the zone. */
    async people(visit: VisitPlace): Promise<PeopleOfVisit> {
      return peopleOf(await read(people(visit)));
    },

    /** Whether doctor or patient have a visit then: for an early answer. */
    async busy(visit: PlannedVisit, leaving: Leaving = []) {
      const rows = await read(
        sql`${visitsOf("doctor_visit", visit, leaving)} union all ${visitsOf("patient_visit", visit, leaving)}`,
      );
      return busyOf(rows, visit);
    },

    /** Everything at once: to be read after the calendars were touched. */
    async all(visit: PlannedVisit, leaving: Leaving = []): Promise<Standing> {
      const rows = await read(
        sql`${people(visit)} union all ${visitsOf("doctor_visit", visit, leaving)}
          union all ${visitsOf("patient_visit", visit, leaving)} union all ${openings(visit)}`,
      );
      return {
        ...peopleOf(rows),
        ...busyOf(rows, visit),
        doctor_away: rows.some((row) => row.what === "away"),
        location_closed: rows.some((row) => row.what === "closed"),
        hours: rows
          .filter((row) => row.what === "hours")
          .map((row) => ({
            location_id: row.id,
            zone: row.zone as ZoneId,
            weekday: Number(row.flag),
            start_time: row.start_time as WallTime,
            end_time: row.end_time as WallTime,
            valid_from: visit.appointment_date,
            valid_to: null,
          })),
      };
    },
  };
}

export type StandingRepository = ReturnType<typeof standingRepository>;
