import { CompiledQuery } from "kysely";
import type { Sql } from "#server/storage/database.ts";
import type { TestClinic } from "#test/support/clinic.ts";
import type { Statement } from "#test/support/plan-world.ts";

/** How one table of a statement is reached. */
export interface Access {
  readonly table: string;
  /** MariaDB's access type: `const`, `ref`, `range`, `index`, `ALL` and their like. */
  readonly type: string;
  readonly key: string | null;
  /** Estimated. Not part of what is written down. */
  readonly rows: number;
}

export interface Plan {
  /** One line, values and lists of values as `?`. */
  readonly sql: string;
  readonly accesses: readonly Access[];
  /** Rows and index entries that one run of a SELECT read, by the engine's own count. */
  readonly read: number;
}

export const normalSql = (sql: string): string =>
  sql
    .replace(/\s+/g, " ")
    .replaceAll("`", "")
    .replace(/\(\?(, ?\?)+\)/g, "(?, ...)")
    .replace(/\(\?, \.\.\.\)(, ?\(\?, \.\.\.\))+/g, "(?, ...), ...")
    .trim();

/** A derived or materialised row set is no table. */
const isTable = (name: string | null): name is string =>
  name !== null && !name.startsWith("<");

/** Table of each alias of a statement. */
function aliases(sql: string): Map<string, string> {
  const names = new Map<string, string>();
  const words = /\b(?:from|join|update)\s+\(*\s*(\w+)(?:\s+(?:as\s+)?(\w+))?/gi;
  for (const [, table = "", alias] of normalSql(sql).matchAll(words)) {
    names.set(table, names.get(table) ?? table);
    if (alias) names.set(alias, table);
  }
  return names;
}

interface ExplainRow {
  readonly table: string | null;
  readonly type: string | null;
  readonly key: string | null;
  readonly rows: string | number | null;
}

async function run<Row>(
  db: Sql,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return (await db.executeQuery(CompiledQuery.raw(sql, [...values])))
    .rows as Row[];
}

/** What the session has read since it began. */
async function readSoFar(db: Sql): Promise<number> {
  const counts = await run<{ Value: string }>(
    db,
    "show session status like 'Handler_read%'",
  );
  return counts.reduce((sum, { Value }) => sum + Number(Value), 0);
}

async function readBy(db: Sql, { sql, values }: Statement): Promise<number> {
  if (!/^\s*select/i.test(sql)) return 0;
  const before = await readSoFar(db);
  const between = await readSoFar(db);
  await run(db, sql, values);
  // Asking reads a little too, each time the same.
  return (await readSoFar(db)) - between - (between - before);
}

async function explain(db: Sql, statement: Statement): Promise<Plan> {
  const rows = await run<ExplainRow>(
    db,
    `explain ${statement.sql}`,
    statement.values,
  );
  const tables = aliases(statement.sql);
  return {
    sql: normalSql(statement.sql),
    accesses: rows
      .filter((row) => isTable(row.table) && row.type !== null)
      .map((row) => ({
        table: tables.get(row.table!) ?? row.table!,
        type: row.type!,
        key: row.key,
        rows: Number(row.rows ?? 0),
      })),
    read: await readBy(db, statement),
  };
}

/** The plans of what reads or changes rows, each statement once. */
export async function plansOf(
  clinic: TestClinic,
  statements: readonly Statement[],
): Promise<Plan[]> {
  const plans = new Map<string, Plan>();
  for (const statement of statements) {
    const text = normalSql(statement.sql);
    if (plans.has(text) || !/^(select|update|delete|with|\()/i.test(text))
      continue;
    // One connection, because the count is the session's.
    const plan = await clinic.database.sql
      .connection()
      .execute((db) => explain(db, statement));
    plans.set(text, plan);
  }
  // What runs side by side has no order of its own.
  return [...plans.values()].sort((a, b) => (a.sql < b.sql ? -1 : 1));
}

/** Reads a table from end to end, or an index of it further than a page. */
export const isScan = (access: Access): boolean =>
  access.type === "ALL" || (access.type === "index" && access.rows > 1_000);
