import { resolve } from "node:path";
import type { Command } from "commander";
import { version } from "#server/main.ts";
import { commandLineCall } from "#server/modules/accounts/account-call.ts";
import { writeBackup } from "#server/storage/backup/write-backup.ts";
import type { Open } from "../open-clinic.ts";
import { readPassphrase } from "../read-passphrase.ts";
import type { Terminal } from "../terminal.ts";

/** `chartroom backup FILE`: the whole clinic at one moment, while it serves, encrypted and read again. */
export function backupCommand(
  program: Command,
  terminal: Terminal,
  open: Open,
): void {
  program
    .command("backup")
    .description("write the whole clinic into one encrypted file")
    .argument("<file>", "where to; must not exist yet")
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
          twice: true,
        });
        // Durable before the first byte leaves, so the backup holds its own entry.
        await composed.record(commandLineCall, {
          event_type: "backup_made",
          action: "exported",
          target: { type: "database", id: null },
          actor: { id: 0, type: "system", name: "command line" },
        });
        const result = await terminal.step("Backing up", (onProgress) =>
          writeBackup({
            address: storage.nodes[0] ?? {},
            file: resolve(given),
            passphrase,
            program: version,
            onProgress,
          }),
        );
        const rows = result.tables.reduce((sum, table) => sum + table.rows, 0);
        if (program.opts()["json"]) terminal.json({ ...result, rows });
        else
          terminal.say(
            `${rows.toLocaleString("en-US")} rows of ${result.tables.length} tables as of ${result.created_at}, read again and equal:\n` +
              `  ${result.file} (${Math.ceil(result.bytes / 1024).toLocaleString("en-US")} KiB)\n` +
              "Without its passphrase nobody can open it. The encryption keys (CHARTROOM_KEYS, or `keys` in the data folder) are not in it: keep them elsewhere.",
          );
        done = true;
      } finally {
        // A database that was never migrated has nothing to seal.
        await (done ? clinic.close() : storage.close());
      }
    });
}
