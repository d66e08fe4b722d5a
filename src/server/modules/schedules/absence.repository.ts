import { sql } from "kysely";
import type { Page } from "#contract/types.ts";
import { instantToSql } from "#server/kernel/instants.ts";
import type { Sql } from "#server/storage/database.ts";
import { decodeCursor, toPage, wireInstant } from "#server/storage/rows.ts";
import type { AbsenceTimes } from "./absences.rules.ts";

/** Whose absence, and where it is kept. */
const kept = {
  doctor_id: sql.table("doctor_time_off"),
  location_id: sql.table("location_closures"),
} as const;
export type Owner = keyof typeof kept;

export type Absence<O extends Owner> = {
  id: number;
  time_zone: string;
  starts_on: string;
  start_time: string;
  ends_on: string;
  end_time: string;
  starts_at: string;
  ends_at: string;
  reason: string | null;
  cancelled_at: string | null;
  created_at: string;
  row_version: number;
} & Record<O, number>;

/** `doctor_time_off` or `location_closures`: the same columns, told apart by whose they are. */
export function absenceRepository<O extends Owner>(db: Sql, owner: O) {
  const table = kept[owner];
  const whose = sql.ref(owner);
  const columns = sql`id, ${whose}, time_zone, starts_on, start_time, ends_on, end_time,
    starts_at, ends_at, reason, cancelled_at, created_at, row_version`;

  const present = (row: Absence<O>): Absence<O> => ({
    ...row,
    starts_at: wireInstant(row.starts_at),
    ends_at: wireInstant(row.ends_at),
    cancelled_at: wireInstant(row.cancelled_at),
    created_at: wireInstant(row.created_at),
  });

  return {
    async find(id: number): Promise<Absence<O> | undefined> {
      const { rows } = await sql<
        Absence<O>
      >`select ${columns} from ${table} where id = ${id}`.execute(db);
      return rows[0] && present(rows[0]);
    },

    /** Those that touch the dates from..to as written on the wall, by start. */
    async list(
      owner_id: number,
      page: {
        cursor?: string | undefined;
        limit: number;
        from?: string | undefined;
        to?: string | undefined;
        include_cancelled: boolean;
      },
    ): Promise<Page<Absence<O>>> {
      const after = decodeCursor(page.cursor);
      const filters = [
        sql`${whose} = ${owner_id}`,
        ...(page.include_cancelled ? [] : [sql`cancelled_at is null`]),
        ...(page.from === undefined ? [] : [sql`ends_on >= ${page.from}`]),
        ...(page.to === undefined ? [] : [sql`starts_on <= ${page.to}`]),
        ...(after === undefined
          ? []
          : [
              sql`(starts_on, id) > (${String(after["on"])}, ${Number(after["id"])})`,
            ]),
      ];
      const { rows } = await sql<Absence<O>>`
        select ${columns} from ${table} where ${sql.join(filters, sql` and `)}
        order by starts_on, id limit ${sql.lit(page.limit + 1)}`.execute(db);
      return toPage(rows.map(present), page.limit, (row) => ({
        on: row.starts_on,
        id: row.id,
      }));
    },

    async insert(
      owner_id: number,
      times: AbsenceTimes,
      more: {
        time_zone: string;
        reason: string | null;
        created_by_account_id: number;
      },
    ): Promise<number> {
      const { insertId } = await sql`
        insert into ${table} (${whose}, time_zone, starts_on, start_time, ends_on, end_time,
          starts_at, ends_at, reason, created_by_account_id)
        values (${owner_id}, ${more.time_zone}, ${times.starts_on}, ${times.start_time},
          ${times.ends_on}, ${times.end_time}, ${instantToSql(times.starts_at)},
          ${instantToSql(times.ends_at)}, ${more.reason}, ${more.created_by_account_id})`.execute(
        db,
      );
      return Number(insertId);
    },

    /** @returns whether it stood until now */
    async cancel(id: number): Promise<boolean> {
      const { numAffectedRows } = await sql`
        update ${table} set cancelled_at = utc_timestamp(6), row_version = row_version + 1
        where id = ${id} and cancelled_at is null`.execute(db);
      return numAffectedRows === 1n;
    },
  };
}

export type AbsenceRepository<O extends Owner> = ReturnType<
  typeof absenceRepository<O>
>;
