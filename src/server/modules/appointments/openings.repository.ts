import { sql } from "kysely";
import {
  epochSeconds,
  instantToSql,
  spanInstants,
  type Instant,
} from "#server/kernel/instants.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import type { ZoneId } from "#server/kernel/zones.ts";
import type { Sql } from "#server/storage/database.ts";
import { marks, runStatement } from "#server/storage/run-statement.ts";
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
  what: "hours" | "busy" | "unplaced" | "closed";
  doctor_id: number | null;
  /** Epoch seconds. */
  from_at: number | null;
  to_at: number | null;
  location_id: number | null;
  weekday: number | null;
  zone: string | null;
  from_time: string | null;
  to_time: string | null;
  from_day: string | null;
  to_day: string | null;
}

function blockOf(row: Row): Block {
  if (row.what !== "unplaced")
    return { starts_at: row.from_at ?? 0, ends_at: row.to_at ?? 0 };
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

/** What TO_SECONDS says of the beginning of 1970. */
const sqlEpoch = 62_167_219_200;
// A busy doctor has hundreds of visits in two weeks: numbers are read many times faster than dates.
const span = `to_seconds(starts_at) - ${sqlEpoch} as from_at, to_seconds(ends_at) - ${sqlEpoch} as to_at`;
const nothing = "null, null, null, null, null, null";

/** @param doctors, locations how many are asked about */
const openingsOf = (doctors: string, locations: string): string => `
  select 'hours' as what, d.id as doctor_id, null as from_at, null as to_at, h.location_id, h.weekday,
    l.time_zone as zone, h.start_time as from_time, h.end_time as to_time, h.valid_from as from_day, h.valid_to as to_day
    from doctors d left join (doctor_hours h join clinic_locations l on l.id = h.location_id and l.is_active = 1)
    on h.doctor_id = d.id and d.is_active = 1 and h.valid_from <= ? and (h.valid_to is null or h.valid_to >= ?)
    ${locations && `and h.location_id in (${locations})`} where d.id in (${doctors})
  union all select 'busy', doctor_id, ${span}, ${nothing}, null from appointments
    where doctor_id in (${doctors}) and starts_at > ? and starts_at < ? and status in ('Scheduled', 'Completed')
  union all select 'unplaced', a.doctor_id, null, null, null, null, l.time_zone, a.start_time, a.end_time,
    a.appointment_date, null from appointments a join clinic_locations l on l.id = a.location_id
    where a.doctor_id in (${doctors}) and a.starts_at is null and a.status in ('Scheduled', 'Completed')
    and a.appointment_date between ? - interval 1 day and ? + interval 1 day
  union all select 'busy', doctor_id, ${span}, ${nothing}, null from doctor_time_off
    where doctor_id in (${doctors}) and cancelled_at is null and ends_at > ? and starts_at < ?
  union all select 'closed', null, ${span}, location_id, ${nothing} from location_closures
    where location_id in (select location_id from doctor_hours where doctor_id in (${doctors}))
    and cancelled_at is null and ends_at > ? and starts_at < ?`;

function openingsIn(
  found: Map<number, DoctorOpenings>,
  doctor_id: number,
  closures: DoctorOpenings["closures"],
): DoctorOpenings {
  const known = found.get(doctor_id);
  if (known) return known;
  const doctor: DoctorOpenings = { hours: [], busy: [], closures };
  found.set(doctor_id, doctor);
  return doctor;
}

/** Read model of free slots: whatever they need of any number of doctors in one statement. */
export function openingsRepository(db: Sql) {
  return {
    /** Doctors asked about that exist; one out of use is there without hours. */
    async of(
      doctor_ids: readonly number[],
      { from, to, since, until, location_ids = [] }: OpeningsQuestion,
    ): Promise<Map<number, DoctorOpenings>> {
      const first = instantToSql(since);
      const last = instantToSql(until);
      const rows = await runStatement<Row>(
        db,
        openingsOf(marks(doctor_ids.length), marks(location_ids.length)),
        [
          ...[to, from, ...location_ids, ...doctor_ids],
          ...[...doctor_ids, first, last],
          ...[...doctor_ids, from, to],
          ...[...doctor_ids, first, last],
          ...[...doctor_ids, first, last],
        ],
      );
      const closures = rows
        .filter((row) => row.what === "closed")
        .map((row) => ({ ...blockOf(row), location_id: row.location_id! }));
      const found = new Map<number, DoctorOpenings>();
      for (const row of rows) {
        if (row.what === "closed") continue;
        const doctor = openingsIn(found, row.doctor_id!, closures);
        if (row.what !== "hours") doctor.busy.push(blockOf(row));
        else if (row.location_id !== null)
          doctor.hours.push({
            location_id: row.location_id,
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
