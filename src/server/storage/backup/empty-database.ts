import { sql } from "kysely";
import type { Sql } from "../database.ts";
import { BackupError } from "./backup-error.ts";
import { quoted, restoreMark as mark, type OwnConnection } from "./snapshot.ts";

/** Rows that migrations put in by themselves. */
const mayHaveRows = new Set([
  "schema_migrations",
  "schema_migration_lock",
  "audit_head",
]);

async function tableNames(connection: OwnConnection): Promise<string[]> {
  const rows = await connection.run(
    `SELECT table_name AS table_name FROM information_schema.tables
      WHERE table_schema = DATABASE() ORDER BY table_name`,
  );
  return rows.map((row) => String(row["table_name"]));
}

async function requireNoRows(
  connection: OwnConnection,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    if (mayHaveRows.has(name)) continue;
    const rows = await connection.run(`SELECT 1 FROM ${quoted(name)} LIMIT 1`);
    if (rows.length > 0)
      throw new BackupError(
        `The database is not empty (${name} has rows); a backup is restored into an empty one only.`,
      );
  }
  if (names.includes("audit_head")) {
    const used = await connection.run("SELECT 1 FROM audit_head WHERE seq > 0");
    if (used.length > 0)
      throw new BackupError("The database has an audit trail of its own.");
  }
}

/**
 * Takes an empty database for a restore: one without rows, or one where a restore broke off,
 * which begins again. A table marks it until `endRestore`.
 * @throws BackupError when it holds anything else
 */
export async function beginRestore(connection: OwnConnection): Promise<void> {
  const names = await tableNames(connection);
  if (!names.includes(mark)) await requireNoRows(connection, names);
  await connection.run(
    `CREATE TABLE IF NOT EXISTS ${mark} (id INT NOT NULL PRIMARY KEY) ENGINE = InnoDB`,
  );
  for (const name of names)
    if (name !== mark) await connection.run(`DROP TABLE ${quoted(name)}`);
}

/** The restore is whole. */
export async function endRestore(connection: OwnConnection): Promise<void> {
  await connection.run(`DROP TABLE ${mark}`);
}

/** Nothing may be done with half a clinic. @throws BackupError when a restore broke off here */
export async function refuseHalfRestored(db: Sql): Promise<void> {
  const { rows } = await sql`select 1 from information_schema.tables
    where table_schema = database() and table_name = ${mark}`.execute(db);
  if (rows.length > 0)
    throw new BackupError(
      "A restore was broken off in this database: run `chartroom restore` again.",
    );
}
