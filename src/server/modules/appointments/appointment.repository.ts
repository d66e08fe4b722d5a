import { sql } from "kysely";
import type { Appointment } from "#contract/appointments.ts";
import type { Page } from "#contract/types.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import {
  epochSeconds,
  formatOffset,
  secondsToWire,
  spanInstants,
  sqlToSeconds,
} from "#server/kernel/instants.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import { offsetAt, type ZoneId } from "#server/kernel/zones.ts";
import type { Sql } from "#server/storage/database.ts";
import {
  decodeCursor,
  inWrittenOrder,
  toPage,
  wireInstant,
} from "#server/storage/rows.ts";
import { StorageError } from "#server/storage/storage-error.ts";
import type { AppointmentStatus } from "./appointment-state.rules.ts";

/** Columns that a change writes. Instants are UTC as `instantToSql` writes them. */
export interface AppointmentColumns {
  doctor_id: number;
  patient_id: number;
  location_id: number;
  appointment_date: string;
  start_time: string;
  end_time: string;
  starts_at: string;
  ends_at: string;
  time_zone: string;
  purpose: string | null;
  notes: string | null;
  override_reason: string | null;
  booked_by_account_id: number | null;
  status: AppointmentStatus;
  cancellation_reason: string | null;
  cancelled_by: "Patient" | "Doctor" | "Admin" | null;
  arrived_at: string | null;
  completed_at: string | null;
  cancelled_at: string | null;
}

export interface AppointmentFilter {
  readonly doctor_id?: number | undefined;
  readonly patient_id?: number | undefined;
  readonly location_id?: number | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly status?: AppointmentStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly newestFirst?: boolean;
}

const referencedRow = 1451;

function select(db: Sql) {
  return db
    .selectFrom("appointments as a")
    .innerJoin("doctors as d", "d.id", "a.doctor_id")
    .innerJoin("patients as p", "p.id", "a.patient_id")
    .innerJoin("clinic_locations as l", "l.id", "a.location_id")
    .selectAll("a")
    .select([
      "l.name as location_name",
      "l.time_zone as location_zone",
      sql<string>`concat(d.first_name, ' ', d.last_name)`.as("doctor_name"),
      sql<string>`concat(p.first_name, ' ', p.last_name)`.as("patient_name"),
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof select>["execute"]>>[number];

/** Instants of the row; one that came by another way is read off the wall of its location. */
function secondsOf(row: Row, zone: ZoneId): [number, number] {
  if (row.starts_at !== null && row.ends_at !== null)
    return [sqlToSeconds(row.starts_at), sqlToSeconds(row.ends_at)];
  const date = row.appointment_date as WallDate;
  const span = spanInstants(
    { date, time: row.start_time as WallTime },
    { date, time: row.end_time as WallTime },
    zone,
  );
  return [epochSeconds(span.starts_at), epochSeconds(span.ends_at)];
}

function present(row: Row): Appointment {
  const { location_zone, ...columns } = row;
  const time_zone = row.time_zone ?? location_zone;
  const zone = time_zone as ZoneId;
  const [starts, ends] = secondsOf(row, zone);
  return {
    ...columns,
    created_at: wireInstant(row.created_at),
    updated_at: wireInstant(row.updated_at),
    arrived_at: wireInstant(row.arrived_at),
    completed_at: wireInstant(row.completed_at),
    cancelled_at: wireInstant(row.cancelled_at),
    starts_at: secondsToWire(starts),
    ends_at: secondsToWire(ends),
    time_zone,
    utc_offset: formatOffset(offsetAt(zone, starts)),
    end_utc_offset: formatOffset(offsetAt(zone, ends)),
  };
}

/** `appointments`. find* may be undefined, list* pages. */
export function appointmentRepository(db: Sql) {
  return {
    async find(id: number): Promise<Appointment | undefined> {
      const row = await select(db).where("a.id", "=", id).executeTakeFirst();
      return row && present(row);
    },

    async list(filter: AppointmentFilter): Promise<Page<Appointment>> {
      const after = decodeCursor(filter.cursor);
      const [beyond, order] = filter.newestFirst
        ? (["<", "desc"] as const)
        : ([">", "asc"] as const);
      let query = db.selectFrom("appointments as a").select("a.id");
      for (const column of ["doctor_id", "patient_id", "location_id"] as const)
        if (filter[column] !== undefined)
          query = query.where(`a.${column}`, "=", filter[column]);
      if (filter.from !== undefined)
        query = query.where("a.appointment_date", ">=", filter.from);
      if (filter.to !== undefined)
        query = query.where("a.appointment_date", "<=", filter.to);
      if (filter.status !== undefined)
        query = query.where("a.status", "=", filter.status);
      if (after !== undefined)
        query = query
          // Said again for the date alone, because no index is entered by a comparison of rows.
          .where("a.appointment_date", `${beyond}=`, String(after["date"]))
          .where(
            sql<boolean>`(a.appointment_date, a.start_time, a.id) ${sql.raw(beyond)}
            (${String(after["date"])}, ${String(after["time"])}, ${Number(after["id"])})`,
          );
      // First which visits, in the order of an index; joined at once they would all be read and sorted.
      const page = await query
        .orderBy("a.appointment_date", order)
        .orderBy("a.start_time", order)
        .orderBy("a.id", order)
        .limit(filter.limit + 1)
        .execute();
      if (page.length === 0) return { items: [], next_cursor: null };
      const rows = await select(db)
        .modifyFront(inWrittenOrder)
        .where(
          "a.id",
          "in",
          page.map(({ id }) => id),
        )
        .orderBy("a.appointment_date", order)
        .orderBy("a.start_time", order)
        .orderBy("a.id", order)
        .execute();
      return toPage(rows.map(present), filter.limit, (row) => ({
        date: row.appointment_date,
        time: row.start_time,
        id: row.id,
      }));
    },

    async insert(
      columns: Partial<AppointmentColumns> &
        Pick<
          AppointmentColumns,
          | "doctor_id"
          | "patient_id"
          | "location_id"
          | "appointment_date"
          | "start_time"
          | "end_time"
        >,
    ): Promise<number> {
      const inserted = await db
        .insertInto("appointments")
        .values(columns)
        .executeTakeFirstOrThrow();
      return Number(inserted.insertId);
    },

    /**
     * Changes the row if it still has the version seen. @returns whether it had
     * @throws ClinicError `refused_by_rule` when a prescription ties the visit to its doctor
     */
    async update(
      id: number,
      seen: number,
      changes: Partial<AppointmentColumns>,
    ): Promise<boolean> {
      try {
        const result = await db
          .updateTable("appointments")
          .set({ ...changes, row_version: seen + 1 })
          .where("id", "=", id)
          .where("row_version", "=", seen)
          .executeTakeFirst();
        return result.numUpdatedRows === 1n;
      } catch (error) {
        if (error instanceof StorageError && error.errno === referencedRow)
          throw new ClinicError(
            "refused_by_rule",
            "A prescription was issued at this visit, so it stays with its doctor.",
          );
        throw error;
      }
    },

    /** Whether the first doctor stands in for the second today (UTC). */
    async covers(covering_doctor_id: number, doctor_id: number) {
      const row = await db
        .selectFrom("doctor_covers")
        .select("id")
        .where("covering_doctor_id", "=", covering_doctor_id)
        .where("doctor_id", "=", doctor_id)
        .where("cancelled_at", "is", null)
        .where("starts_on", "<=", sql<string>`utc_date()`)
        .where("ends_on", ">=", sql<string>`utc_date()`)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    /** Name for the audit; undefined when there is no such patient. */
    async patientName(patient_id: number): Promise<string | undefined> {
      const row = await db
        .selectFrom("patients")
        .select(sql<string>`concat(first_name, ' ', last_name)`.as("name"))
        .where("id", "=", patient_id)
        .executeTakeFirst();
      return row?.name;
    },
  };
}

export type AppointmentRepository = ReturnType<typeof appointmentRepository>;
