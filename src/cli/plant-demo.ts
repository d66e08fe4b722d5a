import { randomBytes } from "node:crypto";
import type { Composed } from "#server/compose.ts";
import type { Config } from "#server/config.ts";
import { hashPassword } from "#server/modules/accounts/password-hash.ts";
import { patientSearchRepository } from "#server/modules/patients/patient-search.repository.ts";
import { seedDemo } from "#server/modules/seed/seed-demo.ts";
import type { OpenStorage } from "#server/storage/open-storage.ts";
import type { Terminal } from "./terminal.ts";

/** Fills an empty database with the demo clinic and says how to sign in. */
export async function plantDemo(needs: {
  readonly storage: OpenStorage;
  readonly composed: Composed;
  readonly config: Config;
  readonly terminal: Terminal;
}): Promise<{ accounts: { email: string; role: string }[]; password: string }> {
  const { storage, composed, config, terminal } = needs;
  const password =
    config.demoPassword ?? `demo-${randomBytes(6).toString("hex")}`;
  const { accounts } = await terminal.step(
    "Filling the demo clinic",
    (progress) =>
      seedDemo({
        database: storage.database,
        clock: composed.clock,
        hashPassword,
        indexPatients: (db, patients) =>
          patientSearchRepository(db).indexMany(patients),
        password,
        onProgress: progress,
      }),
  );
  terminal.say(
    [
      "",
      "The demo clinic is ready. Sign in with any of these:",
      ...accounts.map(({ email, role }) => `  ${email.padEnd(26)} ${role}`),
      `  password for all: ${password}`,
    ].join("\n"),
  );
  return { accounts, password };
}
