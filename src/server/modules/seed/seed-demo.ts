import type { Clock } from "#server/kernel/clock.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { insertIntoOutbox } from "#server/storage/audit/outbox.ts";
import type { OpenDatabase, Sql } from "#server/storage/database.ts";
import { installation } from "#server/storage/installation.ts";
import { demoAccounts } from "./demo-accounts.rules.ts";
import { demoClinic } from "./demo-clinic.rules.ts";
import { demoHistory } from "./demo-history.rules.ts";
import type { DemoPatient } from "./demo-people.rules.ts";
import { seedRowsRepository } from "./seed-rows.repository.ts";

export interface SeedDemo {
  readonly database: OpenDatabase;
  readonly clock: Clock;
  readonly hashPassword: (plain: string) => Promise<string>;
  /** Writes the search rows of new patients, on the given transaction. */
  readonly indexPatients: (
    db: Sql,
    patients: readonly DemoPatient[],
  ) => Promise<void>;
  readonly password: string;
  readonly onProgress: (text: string, done?: number) => void;
}

/**
 * Fills an empty, migrated database with the demo clinic around today. One transaction a table; a run that was
 * interrupted is noticed by the next, which clears and begins again.
 * @returns the accounts, all with the given password
 * @throws ClinicError `refused_by_rule` when the database holds a clinic
 */
export async function seedDemo({
  database,
  clock,
  hashPassword,
  indexPatients,
  password,
  onProgress,
}: SeedDemo): Promise<{ accounts: { email: string; role: string }[] }> {
  const settings = installation(database.sql);
  const state = await settings.state();
  if (state !== "empty" && state !== "demo_unfinished")
    throw new ClinicError(
      "refused_by_rule",
      "The database holds a clinic already; the demo goes into an empty one only.",
    );
  await settings.set("demo_seed", "running");
  if (state === "demo_unfinished") {
    onProgress("clearing what an interrupted run left");
    await inOne(database, (db) => seedRowsRepository(db).clear());
  }
  const now = clock.now();
  const hashes = await Promise.all(
    demoAccounts.map(() => hashPassword(password)),
  );
  const clinic = demoClinic(now, hashes);

  const steps = clinic.tables.length + 1;
  for (const [index, rows] of clinic.tables.entries()) {
    onProgress(rows.table.replaceAll("_", " "), index / steps);
    await inOne(database, (db) => seedRowsRepository(db).insert(rows));
  }
  onProgress("search index", (steps - 1) / steps);
  await inOne(database, (db) => indexPatients(db, clinic.patients));
  // Last and together: an unfinished clinic has no history, so clearing it never touches the audit.
  await inOne(database, async (db) => {
    await insertIntoOutbox(db, demoHistory(now, clinic.counts));
    await installation(db).set("demo", "true");
    await installation(db).set("demo_seed", "done");
  });
  return { accounts: demoAccounts.map(({ email, role }) => ({ email, role })) };
}

const inOne = (
  database: OpenDatabase,
  work: (db: Sql) => Promise<void>,
): Promise<void> => database.sql.transaction().execute(work);
