import { sql } from "kysely";
import { instantToSql } from "#server/kernel/instants.ts";
import type {
  AffectedVisit,
  VisitAhead,
  VisitScope,
  Worklist,
  WorklistCause,
} from "#server/kernel/worklist.ts";
import type { Sql } from "#server/storage/database.ts";

const insertAtOnce = 1_000;
/** Longer than any visit: lets the index on the start find those that began before. */
const reachBack = { hours: 24 } as const;

const settled = (status: "moved" | "cancelled" | "kept", account_id: number) =>
  ({
    status,
    resolved_at: sql<string>`utc_timestamp(6)`,
    resolved_by_account_id: account_id,
    row_version: sql<number>`row_version + 1`,
  }) as const;

/** `worklist_items`: what changes of calendars write, and what settles it. */
export function worklistRepository(db: Sql) {
  const openItems = () =>
    db.updateTable("worklist_items").where("resolved_at", "is", null);

  const writing = {
    async visitsAhead(scope: VisitScope): Promise<VisitAhead[]> {
      const { doctor_id, location_id, now, until } = scope;
      const from =
        scope.from && scope.from.epochMilliseconds > now.epochMilliseconds
          ? scope.from
          : now;
      const earliest = from.subtract(reachBack);
      const rows = await db
        .selectFrom("appointments as a")
        .innerJoin("patients as p", "p.id", "a.patient_id")
        .select([
          "a.id",
          "a.patient_id",
          sql<string>`concat(p.first_name, ' ', p.last_name)`.as(
            "patient_name",
          ),
          "a.doctor_id",
          "a.location_id",
          "a.appointment_date",
          "a.start_time",
          "a.end_time",
          "a.starts_at",
          "a.ends_at",
        ])
        .where("a.status", "=", "Scheduled")
        .where("a.ends_at", ">", instantToSql(from))
        .where("a.starts_at", ">", instantToSql(earliest))
        // The wall date is never more than a day away from UTC's: an index on it serves a location.
        .where(
          "a.appointment_date",
          ">=",
          instantToSql(earliest.subtract({ hours: 24 })).slice(0, 10),
        )
        .$if(doctor_id !== undefined, (query) =>
          query.where("a.doctor_id", "=", doctor_id!),
        )
        .$if(location_id !== undefined, (query) =>
          query.where("a.location_id", "=", location_id!),
        )
        .$if(until !== undefined, (query) =>
          query.where("a.starts_at", "<", instantToSql(until!)),
        )
        .orderBy("a.starts_at")
        .orderBy("a.id")
        .execute();
      return rows as VisitAhead[];
    },

    async add(
      cause: WorklistCause,
      cause_id: number | null,
      visits: readonly VisitAhead[],
    ): Promise<AffectedVisit[]> {
      const affected: AffectedVisit[] = [];
      for (let at = 0; at < visits.length; at += insertAtOnce) {
        const some = visits.slice(at, at + insertAtOnce);
        await db
          .insertInto("worklist_items")
          .values(
            some.map(({ id }) => ({ appointment_id: id, cause, cause_id })),
          )
          .onDuplicateKeyUpdate({ cause: sql`values(cause)` })
          .execute();
        const items = await db
          .selectFrom("worklist_items")
          .select(["id", "appointment_id"])
          .where(
            "appointment_id",
            "in",
            some.map(({ id }) => id),
          )
          .where("cause", "=", cause)
          .where(sql<boolean>`cause_id <=> ${cause_id}`)
          .where("resolved_at", "is", null)
          .execute();
        const itemOf = new Map(items.map((one) => [one.appointment_id, one]));
        for (const { starts_at: _s, ends_at: _e, ...visit } of some)
          affected.push({
            ...visit,
            worklist_item_id: itemOf.get(visit.id)!.id,
          });
      }
      return affected;
    },

    async keep(
      cause: WorklistCause,
      which: { cause_id: number } | { appointment_ids: readonly number[] },
      account_id: number,
    ): Promise<number> {
      if ("appointment_ids" in which && which.appointment_ids.length === 0)
        return 0;
      const open = openItems()
        .set(settled("kept", account_id))
        .where("cause", "=", cause);
      const result = await (
        "cause_id" in which
          ? open.where("cause_id", "=", which.cause_id)
          : open.where("appointment_id", "in", [...which.appointment_ids])
      ).executeTakeFirst();
      return Number(result.numUpdatedRows);
    },

    async keepReactivated(
      whose: { doctor_id: number } | { location_id: number },
      account_id: number,
    ): Promise<number> {
      const result = await openItems()
        .set(settled("kept", account_id))
        .where("cause", "=", "deactivation")
        .where("appointment_id", "in", (of) =>
          of
            .selectFrom("appointments as a")
            .innerJoin("doctors as d", "d.id", "a.doctor_id")
            .innerJoin("clinic_locations as l", "l.id", "a.location_id")
            .select("a.id")
            .where("d.is_active", "=", 1)
            .where("l.is_active", "=", 1)
            .where(
              "doctor_id" in whose
                ? sql<boolean>`a.doctor_id = ${whose.doctor_id}`
                : sql<boolean>`a.location_id = ${whose.location_id}`,
            ),
        )
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    },
  } satisfies Worklist;

  return {
    ...writing,

    /** Settles every open item of a visit that was moved or cancelled, inside that transaction. @returns how many */
    async resolveFor(
      appointment_id: number,
      status: "moved" | "cancelled",
      account_id: number,
    ): Promise<number> {
      const result = await openItems()
        .set(settled(status, account_id))
        .where("appointment_id", "=", appointment_id)
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    },

    /** Settles one open item if it still has the version seen. @returns whether it had */
    async resolve(
      id: number,
      seen: number,
      fields: {
        status: "called" | "kept";
        note: string | null;
        account_id: number;
      },
    ): Promise<boolean> {
      const result = await openItems()
        .set({
          status: fields.status,
          note: fields.note,
          resolved_at: sql<string>`utc_timestamp(6)`,
          resolved_by_account_id: fields.account_id,
          row_version: seen + 1,
        })
        .where("id", "=", id)
        .where("row_version", "=", seen)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

export type WorklistRepository = ReturnType<typeof worklistRepository>;
