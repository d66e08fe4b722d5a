import { Command } from "commander";
import { ConfigError } from "#server/config.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { SetUpError } from "#server/kernel/set-up-error.ts";
import { version } from "#server/main.ts";
import { BackupError } from "#server/storage/backup/backup-error.ts";
import { DataFolderInUse } from "#server/storage/local-engine/lock-data-folder.ts";
import { KeyringError } from "#server/storage/keyring-check.ts";
import { StorageError } from "#server/storage/storage-error.ts";
import { accountCommand } from "./commands/account.ts";
import { checkCommand } from "./commands/check.ts";
import { backupCommand } from "./commands/backup.ts";
import { configCommand } from "./commands/config.ts";
import { importCommand } from "./commands/import.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { restoreCommand } from "./commands/restore.ts";
import { seedCommand } from "./commands/seed.ts";
import { serveCommand } from "./commands/serve.ts";
import { zonesCommand } from "./commands/zones.ts";
import { endOnUncaught, lastWords } from "./last-words.ts";
import { clinicOpener } from "./open-clinic.ts";
import { createTerminal } from "./terminal.ts";

/** Exit codes: 0 done, 1 refused or failed, 2 wrong usage or configuration. */
async function main(): Promise<void> {
  const terminal = createTerminal(process.argv.includes("--json"));
  const open = clinicOpener(terminal);
  const program = new Command("chartroom")
    .description("Clinic management: patients, visits, prescriptions, payments")
    .version(version)
    .option("--json", "print one JSON document instead of text")
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : 2);
    });
  serveCommand(program, terminal);
  migrateCommand(program, terminal);
  configCommand(program, terminal, open);
  accountCommand(program, terminal, open);
  importCommand(program, terminal, open);
  seedCommand(program, terminal, open);
  backupCommand(program, terminal, open);
  restoreCommand(program, terminal, open);
  checkCommand(program, terminal, open);
  zonesCommand(program, terminal, open);
  await program.parseAsync();
}

/** People get the words we chose; anything else is a fault of ours and shows where it happened. */
function explain(error: unknown): string {
  if (
    error instanceof BackupError ||
    error instanceof ConfigError ||
    error instanceof DataFolderInUse ||
    error instanceof KeyringError ||
    error instanceof SetUpError
  )
    return error.message;
  if (error instanceof ClinicError) return error.detail ?? error.code;
  if (error instanceof StorageError && error.kind === "lost")
    return "The database cannot be reached. Check MYSQL_URL and that it runs.";
  return lastWords(error);
}

endOnUncaught();
try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
// A connection kept open by a library must not keep a finished command alive.
process.exit();
