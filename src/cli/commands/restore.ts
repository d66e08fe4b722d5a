import { resolve } from "node:path";
import type { Command } from "commander";
import { commandLineCall } from "#server/modules/accounts/account-call.ts";
import { restoreBackup } from "#server/storage/backup/restore-backup.ts";
import { checkKeyring, KeyringError } from "#server/storage/keyring-check.ts";
import type { Open, OpenClinic } from "../open-clinic.ts";
import { readPassphrase } from "../read-passphrase.ts";
import type { Terminal } from "../terminal.ts";

/** @returns what is wrong with the keys at hand, if anything */
async function keyringFault({
  storage,
  composed,
}: OpenClinic): Promise<string | undefined> {
  try {
    await checkKeyring(storage.database.sql, composed.keyring);
    return undefined;
  } catch (error) {
    if (error instanceof KeyringError) return error.message;
    throw error;
  }
}

/** `chartroom restore FILE`: a backup into an empty database, every table compared with it, then checked as `chartroom check` does. */
export function restoreCommand(
  program: Command,
  terminal: Terminal,
  open: Open,
): void {
  program
    .command("restore")
    .description("bring a backup into an empty database")
    .argument("<file>", "the backup")
    .option("--passphrase-file <path>", "file whose text is the passphrase")
    .action(async (given: string, options: { passphraseFile?: string }) => {
      const clinic = await open({ migrate: false });
      const { storage, composed, config } = clinic;
      let done = false;
      try {
        const passphrase = await readPassphrase({
          config,
          file: options.passphraseFile,
          terminal,
          twice: false,
        });
        const result = await terminal.step("Restoring", (onProgress) =>
          restoreBackup({
            address: storage.nodes[0] ?? {},
            file: resolve(given),
            passphrase,
            onProgress,
          }),
        );
        await composed.record(commandLineCall, {
          event_type: "backup_restored",
          action: "restored",
          target: { type: "database", id: null },
          context: { backup_created_at: result.created_at },
          actor: { id: 0, type: "system", name: "command line" },
        });
        const fault = await keyringFault(clinic);
        await composed.sequencer.drain();
        const { findings } = await terminal.step("Checking", (progress) =>
          composed.check.run(commandLineCall, { repair: false }, progress),
        );
        const ok = findings.length === 0;
        const rows = result.tables.reduce((sum, table) => sum + table.rows, 0);
        if (program.opts()["json"])
          terminal.json({
            ok,
            ...result,
            rows,
            findings,
            keys_fit: fault === undefined,
          });
        else
          terminal.say(
            `Restored ${rows.toLocaleString("en-US")} rows as of ${result.created_at}, equal to the backup. Everybody has to sign in again.`,
          );
        if (fault !== undefined)
          terminal.warn(
            `${fault}\nThe clinic does not start until it is given the keys it had when the backup was made.`,
          );
        if (!ok) {
          terminal.warn(
            "The backup holds faults that the clinic had when it was made: see `chartroom check`.",
          );
          process.exitCode = 1;
        }
        done = true;
      } finally {
        // What is left of a restore that failed has nothing to seal.
        await (done ? clinic.close() : storage.close());
      }
    });
}
