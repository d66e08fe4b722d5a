import { pino, type Logger } from "pino";
import { compose, type Composed } from "#server/compose.ts";
import { readConfig, type Config } from "#server/config.ts";
import { checkKeyring } from "#server/storage/keyring-check.ts";
import { loadKeys } from "#server/storage/keys-file.ts";
import { openStorage, type OpenStorage } from "#server/storage/open-storage.ts";
import type { Terminal } from "./terminal.ts";

export interface OpenClinic {
  readonly config: Config;
  readonly storage: OpenStorage;
  readonly composed: Composed;
  close(): Promise<void>;
}

/** What most commands need of an open clinic; tests give their own. */
export type OpenComposed = () => Promise<
  Pick<OpenClinic, "composed" | "close">
>;

export type Open = (options?: { migrate?: boolean }) => Promise<OpenClinic>;

/** Log lines go to standard error, so that standard output is the command's own. */
export function createLogger(config: Config): Logger {
  return pino({ level: config.logLevel, base: null }, pino.destination(2));
}

/** Opens the clinic that the environment describes, for a command beside the server. */
export function clinicOpener(terminal: Terminal): Open {
  return async ({ migrate = true } = {}) => {
    const config = readConfig(process.env);
    const storage = await terminal.step("Opening the database", (progress) =>
      openStorage(config, progress),
    );
    try {
      if (migrate)
        await terminal.step("Bringing the schema up to date", (progress) =>
          storage.migrate(({ migration, step, steps }) =>
            progress(migration, step / steps),
          ),
        );
      const composed = compose({
        database: storage.database,
        keys: loadKeys(config),
        logger: createLogger(config),
        currency: config.currency,
        publicUrl: config.publicUrl,
      });
      if (migrate) await checkKeyring(storage.database.sql, composed.keyring);
      return {
        config,
        storage,
        composed,
        async close() {
          await composed.sequencer.drain();
          await composed.close();
          await storage.close();
        },
      };
    } catch (error) {
      await storage.close();
      throw error;
    }
  };
}
