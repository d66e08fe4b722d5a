import { sql, type SqlBool } from "kysely";
import { Temporal } from "temporal-polyfill";
import type { AuditLog } from "#contract/audit-logs.ts";
import { instantToSql, type Instant } from "#server/kernel/instants.ts";
import type { Sql } from "#server/storage/database.ts";
import { plainEntry } from "./audit-document.rules.ts";

export interface AuditFilter {
  readonly patient_id?: number | undefined;
  readonly actor_type?: string | undefined;
  readonly actor_id?: number | undefined;
  readonly event_type?: string | undefined;
  readonly outcome?: string | undefined;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}

/** Entries below `before` newest first, or above `after` oldest first. */
export type AuditPlace =
  { readonly before?: number | undefined } | { readonly after: number };

type Condition = ReturnType<typeof sql<SqlBool>>;

/** An entry gets its seq within this of its moment; no transaction lasts longer. */
const slack = Temporal.Duration.from({ minutes: 10 });

/** What compliance reads of `audit_logs`. Order is `seq`, the keyset too. */
export function auditLogRepository(db: Sql) {
  /** The first seq at or after a moment, by two index entries: pages then walk seq, not time. */
  const seqAt = async (moment: Instant): Promise<number | undefined> => {
    const row = await db
      .selectFrom("audit_logs")
      .select("seq")
      .where("timestamp", ">=", instantToSql(moment))
      .orderBy("timestamp")
      .limit(1)
      .executeTakeFirst();
    return row?.seq;
  };

  /** @returns undefined when nothing can match */
  const conditionsOf = async (
    filter: AuditFilter,
  ): Promise<Condition[] | undefined> => {
    const all: Condition[] = [];
    if (filter.from) {
      const first = await seqAt(filter.from.subtract(slack));
      if (first === undefined) return undefined;
      all.push(sql<SqlBool>`l.seq >= ${first}`);
      all.push(sql<SqlBool>`l.timestamp >= ${instantToSql(filter.from)}`);
    }
    if (filter.to) {
      const end = await seqAt(filter.to.add(slack));
      if (end !== undefined) all.push(sql<SqlBool>`l.seq < ${end}`);
      all.push(sql<SqlBool>`l.timestamp < ${instantToSql(filter.to)}`);
    }
    if (filter.actor_type !== undefined)
      all.push(sql<SqlBool>`l.actor_type = ${filter.actor_type}`);
    if (filter.actor_id !== undefined)
      all.push(sql<SqlBool>`l.actor_id = ${filter.actor_id}`);
    if (filter.event_type !== undefined)
      all.push(sql<SqlBool>`l.event_type = ${filter.event_type}`);
    if (filter.outcome !== undefined)
      all.push(
        sql<SqlBool>`json_unquote(json_extract(l.document, '$.context.outcome')) = ${filter.outcome}`,
      );
    return all;
  };

  const seqs = async (
    source: ReturnType<typeof sql>,
    conditions: readonly Condition[],
    direction: "asc" | "desc",
    limit: number,
  ): Promise<number[]> => {
    const where = sql.join([...conditions], sql` and `);
    const { rows } = await sql<{ seq: number }>`
      select l.seq from ${source} where ${where}
      order by l.seq ${sql.raw(direction)} limit ${sql.lit(limit)}`.execute(db);
    return rows.map((row) => row.seq);
  };

  return {
    async find(event_id: string): Promise<AuditLog | undefined> {
      const row = await db
        .selectFrom("audit_logs")
        .select("document")
        .where("_id", "=", event_id)
        .executeTakeFirst();
      return row && plainEntry(row.document);
    },

    /**
     * Up to `limit` entries. By patient: those about the patient, and those whose answer showed
     * the patient among others; two reads, because one OR over both would use neither index.
     */
    async list(
      filter: AuditFilter,
      place: AuditPlace,
      limit: number,
    ): Promise<AuditLog[]> {
      const conditions = await conditionsOf(filter);
      if (!conditions) return [];
      const ascending = "after" in place;
      const direction = ascending ? "asc" : "desc";
      if (ascending) conditions.push(sql<SqlBool>`l.seq > ${place.after}`);
      else
        conditions.push(
          sql<SqlBool>`l.seq < ${place.before ?? Number.MAX_SAFE_INTEGER}`,
        );
      const { patient_id } = filter;
      const found =
        patient_id === undefined
          ? await seqs(sql`audit_logs l`, conditions, direction, limit)
          : [
              ...(await seqs(
                sql`audit_logs l`,
                [sql<SqlBool>`l.patient_id = ${patient_id}`, ...conditions],
                direction,
                limit,
              )),
              ...(await seqs(
                sql`audit_patient_sets s join audit_logs l on l.patient_set = s.set_id`,
                [sql<SqlBool>`s.patient_id = ${patient_id}`, ...conditions],
                direction,
                limit,
              )),
            ];
      const page = [...new Set(found)]
        .sort((a, b) => (ascending ? a - b : b - a))
        .slice(0, limit);
      if (page.length === 0) return [];
      const rows = await db
        .selectFrom("audit_logs")
        .select("document")
        .where("seq", "in", page)
        .orderBy("seq", direction)
        .execute();
      return rows.map((row) => plainEntry(row.document));
    },

    /** The name for the entry that a read leaves; undefined when there is no such patient. */
    async patientName(id: number): Promise<string | undefined> {
      const row = await db
        .selectFrom("patients")
        .select(["first_name", "last_name"])
        .where("id", "=", id)
        .executeTakeFirst();
      return row && `${row.first_name} ${row.last_name}`;
    },
  };
}

export type AuditLogRepository = ReturnType<typeof auditLogRepository>;
