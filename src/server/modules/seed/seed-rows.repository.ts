import { CompiledQuery, sql, type Insertable } from "kysely";
import type { Sql } from "#server/storage/database.ts";
import type { Database } from "#server/storage/schema/database.ts";

/** A row as it is inserted; the first of a list has every column that any of them fills. */
export type NewRow<Table extends keyof Database> = Insertable<Database[Table]>;

export interface TableRows<Table extends keyof Database = keyof Database> {
  readonly table: Table;
  readonly rows: readonly NewRow<Table>[];
}

/** Ties the rows to their table for the compiler, then forgets which it was. */
export const rowsOf = <Table extends keyof Database>(
  table: Table,
  rows: readonly NewRow<Table>[],
): TableRows => ({ table, rows }) as unknown as TableRows;

type Row = Readonly<Record<string, unknown>>;

const rowsAtOnce = 1_000;

// Children before parents. The audit is not here: what happened stays written down.
const clearedInOrder = [
  "payment_receipts",
  "payments",
  "printed_documents",
  "prescription_versions",
  "prescriptions",
  "worklist_items",
  "calendar_cells",
  "appointments",
  "patient_search_names",
  "patient_search_phones",
  "patient_search_words",
  "patient_search_spellings",
  "patient_consents",
  "patient_contacts",
  "doctor_covers",
  "location_closures",
  "doctor_time_off",
  "doctor_hours",
  "calendars",
  "sessions",
  "accounts",
  "patients",
  "doctors",
  "clinic_locations",
] as const satisfies readonly (keyof Database)[];

async function insert(db: Sql, { table, rows }: TableRows): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const one = `(${columns.map(() => "?").join(",")})`;
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const some = rows.slice(from, from + rowsAtOnce) as readonly Row[];
    const values = some.flatMap((row) =>
      columns.map((column) => row[column] ?? null),
    );
    // The query builder would take longer over so many values than the database does.
    const text = `insert into ${table} (${columns.join(",")}) values ${some.map(() => one).join(",")}`;
    await db.executeQuery(CompiledQuery.raw(text, values));
  }
}

/** Writes a whole clinic at once, past the services: only into a database that holds none. */
export function seedRowsRepository(db: Sql) {
  return {
    insert: (rows: TableRows): Promise<void> => insert(db, rows),

    /** Takes away what an interrupted run left behind. */
    async clear(): Promise<void> {
      await sql`update patients set duplicate_of = null, inactive_reason = 'test'
        where duplicate_of is not null`.execute(db);
      await sql`delete from payment_receipts where reverses_receipt_id is not null`.execute(
        db,
      );
      for (const table of clearedInOrder) await db.deleteFrom(table).execute();
    },
  };
}
