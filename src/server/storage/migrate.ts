import { Migrator, sql, type Kysely, type MigrationProvider } from "kysely";
import { migrations } from "./migrations/index.ts";
import { runStep } from "./migrations/migration-step.ts";

/** Told before each statement, so that a long migration shows where it is. */
export type MigrationProgress = (progress: {
  migration: string;
  step: number;
  steps: number;
}) => void;

const HISTORY = "schema_migrations";
const LOCK = "schema_migration_lock";
// Made by us, because the migrator's own CREATE TABLE names neither character set nor collation.
const BOOKKEEPING = [
  `CREATE TABLE IF NOT EXISTS ${HISTORY} (name VARCHAR(255) NOT NULL, timestamp VARCHAR(255) NOT NULL, PRIMARY KEY (name))`,
  `CREATE TABLE IF NOT EXISTS ${LOCK} (id VARCHAR(255) NOT NULL, is_locked INT NOT NULL DEFAULT 0, PRIMARY KEY (id))`,
].map(
  (statement) =>
    `${statement} ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin`,
);

/**
 * Brings the schema to the newest version and answers the names of what ran.
 *
 * Safe to call again after a crash at any statement, and from two processes at once
 * as long as both use the same server: the migrator's lock does not cross the nodes
 * of a cluster, so give it a pool to one address. Throws the driver's error.
 */
export async function migrateToLatest<Tables>(
  db: Kysely<Tables>,
  onProgress: MigrationProgress = () => {},
): Promise<string[]> {
  for (const statement of BOOKKEEPING) await sql.raw(statement).execute(db);
  const { error, results } = await migrator(db, onProgress).migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/** Those of the names that are not, in this order, the first migrations of this program. */
export function unknownMigrations(names: readonly string[]): string[] {
  const known = Object.keys(migrations);
  return names.filter((name, at) => known[at] !== name);
}

/**
 * Brings an empty database to the schema of exactly these migrations, which must be the first
 * ones of this program, in order. Throws an Error when they are not.
 */
export async function migrateThrough<Tables>(
  db: Kysely<Tables>,
  names: readonly string[],
  onProgress: MigrationProgress = () => {},
): Promise<void> {
  const unknown = unknownMigrations(names);
  const last = names.at(-1);
  if (last === undefined || unknown.length > 0)
    throw new Error("the migrations are not those of this program");
  for (const statement of BOOKKEEPING) await sql.raw(statement).execute(db);
  const { error } = await migrator(db, onProgress).migrateTo(last);
  if (error !== undefined) throw error;
}

/** The names of migrations that this program knows and the database has not run; changes nothing. */
export async function pendingMigrations<Tables>(
  db: Kysely<Tables>,
): Promise<string[]> {
  const known = await migrator(db, () => {}).getMigrations();
  return known
    .filter((migration) => migration.executedAt === undefined)
    .map((migration) => migration.name);
}

function migrator<Tables>(
  db: Kysely<Tables>,
  onProgress: MigrationProgress,
): Migrator {
  const provider: MigrationProvider = {
    getMigrations: () => Promise.resolve(asKysely(onProgress)),
  };
  return new Migrator({
    db,
    provider,
    migrationTableName: HISTORY,
    migrationLockTableName: LOCK,
  });
}

function asKysely(onProgress: MigrationProgress) {
  return Object.fromEntries(
    Object.entries(migrations).map(([migration, steps]) => [
      migration,
      {
        async up(db: Kysely<unknown>): Promise<void> {
          for (const [index, step] of steps.entries()) {
            onProgress({ migration, step: index + 1, steps: steps.length });
            await runStep(db, step);
          }
        },
      },
    ]),
  );
}
