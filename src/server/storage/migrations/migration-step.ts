import { sql, type Kysely } from "kysely";

/**
 * One statement of a migration that may be run again.
 *
 * `sql` either repeats harmlessly by itself (CREATE TABLE IF NOT EXISTS, an upsert)
 * or names in `unless` a SELECT that answers a row when the work is already done.
 */
interface MigrationStep {
  readonly sql: string;
  readonly unless?: string;
}

export type MigrationSteps = readonly MigrationStep[];

// Without the names a table would take the server's defaults, which differ between engines.
const TABLE_OPTIONS =
  "ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci";

/** Creates a table with the house's engine, character set and collation. `body`: columns, keys, constraints. */
export function createTable(name: string, body: string): MigrationStep {
  return {
    sql: `CREATE TABLE IF NOT EXISTS ${name} (${body}) ${TABLE_OPTIONS}`,
  };
}

/** Adds a named constraint to a table; `clause` starts after the name, as in `CHECK (x >= 0)`. */
export function addConstraint(
  table: string,
  name: string,
  clause: string,
): MigrationStep {
  return {
    sql: `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${clause}`,
    unless: `SELECT 1 AS done FROM information_schema.table_constraints
      WHERE constraint_schema = DATABASE() AND table_name = '${table}' AND constraint_name = '${name}'`,
  };
}

/** Adds a named index to a table; `columns` with their parentheses. */
export function addIndex(
  table: string,
  name: string,
  columns: string,
): MigrationStep {
  return {
    sql: `CREATE INDEX ${name} ON ${table} ${columns}`,
    unless: `SELECT 1 AS done FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND table_name = '${table}' AND index_name = '${name}'`,
  };
}

/** Runs one step; a step whose `unless` answers a row is left out. Errors are the driver's. */
export async function runStep(
  db: Kysely<unknown>,
  step: MigrationStep,
): Promise<void> {
  if (step.unless !== undefined) {
    const done = await sql.raw(step.unless).execute(db);
    if (done.rows.length > 0) return;
  }
  await sql.raw(step.sql).execute(db);
}
