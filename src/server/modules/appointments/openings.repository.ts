import { sql, type RawBuilder } from "kysely";
import {
  epochSeconds,
  instantToSql,
  spanInstants,
  sqlToSeconds,
  type Instant,
} from "#server/kernel/instants.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import type { ZoneId } from "#server/kernel/zones.ts";
import type { Sql } from "#server/storage/database.ts";
import type { Block } from "./free-slots.rules.ts";
import type { WeeklyHours } from "./opening.rules.ts";

/** What the free slots of one doctor are made of. */
export interface DoctorOpenings {
  readonly hours: WeeklyHours[];
  readonly busy: Block[];
  readonly closures: (Block & { location_id: number })[];
}

export interface OpeningsQuestion {
  /** Both inclusive, on the wall of each location. */
  readonly from: WallDate;
  readonly to: WallDate;
  /** Wide enough for these dates in any zone. */
  readonly since: Instant;
  readonly until: Instant;
  readonly location_ids?: readonly number[] | undefined;
}

interface Row {
  what: "doctor" | "hours" | "busy" | "unplaced" | "closed";
  doctor_id: number | null;
  location_id: number | null;
  zone: string | null;
  weekday: number | null;
  from_time: string | null;
  to_time: string | null;
  from_day: string | null;
  to_day: string | null;
}

function blockOf(row: Row): Block {
  if (row.what !== "unplaced")
    return {
      starts_at: sqlToSeconds(row.from_day ?? ""),
      ends_at: sqlToSeconds(row.to_day ?? ""),
    };
  // A visit that came by another way is read off the wall of its location.
  const date = row.from_day as WallDate;
  const span = spanInstants(
    { date, time: row.from_time as WallTime },
    { date, time: row.to_time as WallTime },
    row.zone as ZoneId,
  );
  return {
    starts_at: epochSeconds(span.starts_at),
    ends_at: epochSeconds(span.ends_at),
  };
}

/** Read model of free slots: whatever they need of any number of doctors in one statement. */
export function openingsRepository(db: Sql) {
  return {
    /** Doctors asked about that exist; one out of use is there without hours. */
    async of(
      doctor_ids: readonly number[],
      { from, to, since, until, location_ids }: OpeningsQuestion,
    ): Promise<Map<number, DoctorOpenings>> {
      const doctors = sql.join(doctor_ids.map((id) => sql`${id}`));
      const at = (column: string): RawBuilder<unknown> =>
        location_ids
          ? sql`and ${sql.ref(column)} in (${sql.join(location_ids.map((id) => sql`${id}`))})`
          : sql``;
      const first = instantToSql(since);
      const last = instantToSql(until);
      const { rows } = await sql<Row>`
        select 'doctor' as what, id as doctor_id, null as location_id, null as zone, null as weekday,
          null as from_time, null as to_time, null as from_day, null as to_day from doctors where id in (${doctors})
        union all select 'hours', h.doctor_id, h.location_id, l.time_zone, h.weekday,
          h.start_time, h.end_time, h.valid_from, h.valid_to
          from doctor_hours h join clinic_locations l on l.id = h.location_id join doctors d on d.id = h.doctor_id
          where h.doctor_id in (${doctors}) ${at("h.location_id")} and l.is_active = 1 and d.is_active = 1
          and h.valid_from <= ${to} and (h.valid_to is null or h.valid_to >= ${from})
        union all select 'busy', doctor_id, null, null, null, null, null, starts_at, ends_at from appointments
          where doctor_id in (${doctors}) and starts_at > ${first} and starts_at < ${last}
          and status in ('Scheduled', 'Completed')
        union all select 'unplaced', a.doctor_id, null, l.time_zone, null, a.start_time, a.end_time, a.appointment_date, null
          from appointments a join clinic_locations l on l.id = a.location_id
          where a.doctor_id in (${doctors}) and a.starts_at is null and a.status in ('Scheduled', 'Completed')
          and a.appointment_date between ${from} - interval 1 day and ${to} + interval 1 day
        union all select 'busy', doctor_id, null, null, null, null, null, starts_at, ends_at from doctor_time_off
          where doctor_id in (${doctors}) and cancelled_at is null and ends_at > ${first} and starts_at < ${last}
        union all select 'closed', null, c.location_id, null, null, null, null, c.starts_at, c.ends_at
          from location_closures c where c.location_id in (select location_id from doctor_hours where doctor_id in (${doctors}))
          and c.cancelled_at is null and c.ends_at > ${first} and c.starts_at < ${last}`.execute(
        db,
      );
      const closures = rows
        .filter((row) => row.what === "closed")
        .map((row) => ({ ...blockOf(row), location_id: row.location_id! }));
      const found = new Map<number, DoctorOpenings>(
        rows
          .filter((row) => row.what === "doctor")
          .map((row) => [row.doctor_id!, { hours: [], busy: [], closures }]),
      );
      for (const row of rows) {
        const doctor = found.get(row.doctor_id ?? 0);
        if (row.what === "busy" || row.what === "unplaced")
          doctor?.busy.push(blockOf(row));
        if (row.what === "hours")
          doctor?.hours.push({
            location_id: row.location_id!,
            zone: row.zone as ZoneId,
            weekday: row.weekday!,
            start_time: row.from_time as WallTime,
            end_time: row.to_time as WallTime,
            valid_from: row.from_day as WallDate,
            valid_to: row.to_day as WallDate | null,
          });
      }
      return found;
    },

    /** Active doctors by id or specialization, with their names; at most 200. */
    async candidates(filter: {
      doctor_ids?: readonly number[] | undefined;
      specialization?: string | undefined;
    }): Promise<{ id: number; name: string }[]> {
      return db
        .selectFrom("doctors")
        .select([
          "id",
          sql<string>`concat(first_name, ' ', last_name)`.as("name"),
        ])
        .where("is_active", "=", 1)
        .$if(filter.doctor_ids !== undefined, (query) =>
          query.where("id", "in", filter.doctor_ids!),
        )
        .$if(filter.specialization !== undefined, (query) =>
          query.where("specialization", "=", filter.specialization!),
        )
        .orderBy("id")
        .limit(200)
        .execute();
    },
  };
}

export type OpeningsRepository = ReturnType<typeof openingsRepository>;
