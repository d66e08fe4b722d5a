import { sql, type SqlBool } from "kysely";
import type { Grant } from "#contract/break-glass.ts";
import type { Page } from "#contract/types.ts";
import type { Sql } from "#server/storage/database.ts";
import {
  decodeCursor,
  inWrittenOrder,
  toPage,
  wireInstant,
} from "#server/storage/rows.ts";

export interface GrantFilter {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly open?: boolean | undefined;
  readonly account_id?: number | undefined;
  readonly doctor_id?: number | undefined;
  readonly patient_id?: number | undefined;
  /** As DATETIME(6) holds it. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const now = sql<string>`utc_timestamp(6)`;
const isOpen = sql<SqlBool>`g.ended_at is null and g.expires_at > ${now}`;
/** `break_glass_grants`. */
export function breakGlassRepository(db: Sql) {
  const select = () =>
    db
      .selectFrom("break_glass_grants as g")
      .innerJoin("patients as p", "p.id", "g.patient_id")
      .innerJoin("doctors as d", "d.id", "g.doctor_id")
      .select([
        "g.id",
        "g.account_id",
        "g.doctor_id",
        "g.patient_id",
        "g.reason",
        "g.started_at",
        "g.expires_at",
        "g.ended_at",
        "g.ended_by",
        sql<string>`concat(d.first_name, ' ', d.last_name)`.as("doctor_name"),
        sql<string>`concat(p.first_name, ' ', p.last_name)`.as("patient_name"),
        sql<number>`(${isOpen})`.as("is_open"),
      ]);
  type Row = Awaited<
    ReturnType<ReturnType<typeof select>["executeTakeFirstOrThrow"]>
  >;
  const present = (row: Row): Grant => ({
    ...row,
    started_at: wireInstant(row.started_at),
    expires_at: wireInstant(row.expires_at),
    ended_at: wireInstant(row.ended_at),
    is_open: Number(row.is_open) === 1,
  });

  return {
    async find(id: number): Promise<Grant | undefined> {
      const row = await select().where("g.id", "=", id).executeTakeFirst();
      return row && present(row);
    },

    async list(filter: GrantFilter): Promise<Page<Grant>> {
      const before = decodeCursor(filter.cursor)?.["id"];
      let query = select().modifyFront(inWrittenOrder);
      if (before !== undefined)
        query = query.where("g.id", "<", Number(before));
      if (filter.open !== undefined)
        query = query.where(
          filter.open ? isOpen : sql<SqlBool>`not (${isOpen})`,
        );
      for (const column of ["account_id", "doctor_id", "patient_id"] as const) {
        const wanted = filter[column];
        if (wanted !== undefined)
          query = query.where(`g.${column}`, "=", wanted);
      }
      if (filter.from !== undefined)
        query = query.where("g.started_at", ">=", filter.from);
      if (filter.to !== undefined)
        query = query.where("g.started_at", "<", filter.to);
      const rows = await query
        .orderBy("g.id", "desc")
        .limit(filter.limit + 1)
        .execute();
      return toPage(rows.map(present), filter.limit, ({ id }) => ({ id }));
    },

    async patientExists(id: number): Promise<boolean> {
      const row = await db
        .selectFrom("patients")
        .select("id")
        .where("id", "=", id)
        .executeTakeFirst();
      return row !== undefined;
    },

    async open(grant: {
      account_id: number;
      doctor_id: number;
      patient_id: number;
      reason: string;
      minutes: number;
    }): Promise<number> {
      const { minutes, ...fields } = grant;
      const inserted = await db
        .insertInto("break_glass_grants")
        .values({
          ...fields,
          started_at: now,
          expires_at: sql<string>`${now} + interval ${minutes} minute`,
          ended_at: null,
          ended_by: null,
        })
        .executeTakeFirstOrThrow();
      return Number(inserted.insertId);
    },

    /** @returns false when it was over already */
    async end(id: number, ended_by: "doctor" | "compliance"): Promise<boolean> {
      const result = await db
        .updateTable("break_glass_grants")
        .set({ ended_at: now, ended_by })
        .where("id", "=", id)
        .where("ended_at", "is", null)
        .where("expires_at", ">", now)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    /** Grants whose time is over and that nobody has marked so. */
    async expired(limit: number): Promise<number[]> {
      const rows = await db
        .selectFrom("break_glass_grants")
        .select("id")
        .where("ended_at", "is", null)
        .where("expires_at", "<=", now)
        .orderBy("expires_at")
        .limit(limit)
        .execute();
      return rows.map((row) => row.id);
    },

    /** @returns false when another process was quicker */
    async stampExpired(id: number): Promise<boolean> {
      const result = await db
        .updateTable("break_glass_grants")
        .set({ ended_at: sql<string>`expires_at`, ended_by: "server" })
        .where("id", "=", id)
        .where("ended_at", "is", null)
        .where("expires_at", "<=", now)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

export type BreakGlassRepository = ReturnType<typeof breakGlassRepository>;
