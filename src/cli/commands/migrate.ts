import type { Command } from "commander";
import { readConfig } from "#server/config.ts";
import { openStorage } from "#server/storage/open-storage.ts";
import type { Terminal } from "../terminal.ts";

/** `chartroom migrate`: brings the schema up to date and says what ran. */
export function migrateCommand(program: Command, terminal: Terminal): void {
  program
    .command("migrate")
    .description("bring the database schema up to date")
    .action(async () => {
      const storage = await openStorage(readConfig(process.env));
      try {
        const ran = await terminal.step("Migrating", (progress) =>
          storage.migrate(({ migration, step, steps }) =>
            progress(migration, step / steps),
          ),
        );
        if (program.opts()["json"]) terminal.json({ migrated: ran });
        else
          terminal.say(
            ran.length === 0
              ? "The schema is up to date."
              : `Ran ${ran.join(", ")}.`,
          );
      } finally {
        await storage.close();
      }
    });
}
