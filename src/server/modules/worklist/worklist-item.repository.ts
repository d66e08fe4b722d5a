import { sql } from "kysely";
import type { WorklistItem } from "#contract/worklist.ts";
import type { Page } from "#contract/types.ts";
import type { Sql } from "#server/storage/database.ts";
import {
  decodeCursor,
  inWrittenOrder,
  toPage,
  wireInstant,
} from "#server/storage/rows.ts";

const fullName = (table: string) =>
  sql<string>`concat(${sql.ref(`${table}.first_name`)}, ' ', ${sql.ref(`${table}.last_name`)})`;

/** Items with what the front desk needs to call: read only. */
export function worklistItemRepository(db: Sql) {
  const items = () =>
    db
      .selectFrom("worklist_items as w")
      .innerJoin("appointments as a", "a.id", "w.appointment_id")
      .innerJoin("patients as p", "p.id", "a.patient_id")
      .innerJoin("doctors as d", "d.id", "a.doctor_id")
      .innerJoin("clinic_locations as l", "l.id", "a.location_id")
      .select([
        "w.id",
        "w.appointment_id",
        "w.cause",
        "w.cause_id",
        "w.status",
        "w.note",
        "w.resolved_by_account_id",
        "w.resolved_at",
        "w.created_at",
        "w.row_version",
        "a.patient_id",
        "a.doctor_id",
        "a.location_id",
        "a.appointment_date",
        "a.start_time",
        "a.end_time",
        "a.status as appointment_status",
        "p.phone as patient_phone",
        "l.name as location_name",
        fullName("p").as("patient_name"),
        fullName("d").as("doctor_name"),
      ]);

  type Row = Awaited<ReturnType<ReturnType<typeof items>["execute"]>>[number];
  const present = (row: Row): WorklistItem => ({
    ...row,
    resolved_at: wireInstant(row.resolved_at),
    created_at: wireInstant(row.created_at),
  });

  return {
    async find(id: number): Promise<WorklistItem | undefined> {
      const row = await items().where("w.id", "=", id).executeTakeFirst();
      return row && present(row);
    },

    /** By the time of the visit: the next one is called first. */
    async list(page: {
      cursor?: string | undefined;
      limit: number;
      status: WorklistItem["status"];
      doctor_id?: number | undefined;
      location_id?: number | undefined;
    }): Promise<Page<WorklistItem>> {
      const after = decodeCursor(page.cursor);
      // First which items: names are looked up for one page, not for all there are. Items are few, a doctor's or a
      // location's visits many: `+ 0` keeps their indexes out of it.
      const found = await db
        .selectFrom("worklist_items as w")
        .innerJoin("appointments as a", "a.id", "w.appointment_id")
        .select("w.id")
        .where("w.status", "=", page.status)
        .$if(page.doctor_id !== undefined, (query) =>
          query.where(sql<boolean>`a.doctor_id + 0 = ${page.doctor_id}`),
        )
        .$if(page.location_id !== undefined, (query) =>
          query.where(sql<boolean>`a.location_id + 0 = ${page.location_id}`),
        )
        .$if(after !== undefined, (query) =>
          query.where(
            sql<boolean>`(a.appointment_date, a.start_time, w.id) > (${String(after?.["date"])}, ${String(after?.["time"])}, ${Number(after?.["id"])})`,
          ),
        )
        .orderBy("a.appointment_date")
        .orderBy("a.start_time")
        .orderBy("w.id")
        .limit(page.limit + 1)
        .execute();
      if (found.length === 0) return { items: [], next_cursor: null };
      const rows = await items()
        .modifyFront(inWrittenOrder)
        .where(
          "w.id",
          "in",
          found.map(({ id }) => id),
        )
        .orderBy("a.appointment_date")
        .orderBy("a.start_time")
        .orderBy("w.id")
        .execute();
      return toPage(rows.map(present), page.limit, (row) => ({
        date: row.appointment_date,
        time: row.start_time,
        id: row.id,
      }));
    },
  };
}

export type WorklistItemRepository = ReturnType<typeof worklistItemRepository>;
