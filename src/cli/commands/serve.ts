import type { Command } from "commander";
import { isLoopback, readConfig, type Config } from "#server/config.ts";
import { startServer, type RunningServer } from "#server/main.ts";
import { loadKeys } from "#server/storage/keys-file.ts";
import { lockDataFolder } from "#server/storage/local-engine/lock-data-folder.ts";
import { openStorage, type OpenStorage } from "#server/storage/open-storage.ts";
import { fillEmptyClinic } from "../fill-empty-clinic.ts";
import { createLogger } from "../open-clinic.ts";
import type { Terminal } from "../terminal.ts";

interface ServeOptions {
  readonly demo?: boolean;
  readonly empty?: boolean;
  readonly port?: string;
}

/** Resolves at the first request to end; a second Ctrl-C does not wait. */
function endAsked(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const end = (): void => {
      if (asked) process.exit(130);
      asked = true;
      terminal.say("\nStopping: requests under way are finished first.");
      resolve();
    };
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
  });
}

async function prepare(
  config: Config,
  storage: OpenStorage,
  options: ServeOptions,
  terminal: Terminal,
): Promise<RunningServer> {
  await terminal.step("Bringing the schema up to date", (progress) =>
    storage.migrate(({ migration, step, steps }) =>
      progress(migration, step / steps),
    ),
  );
  const server = await startServer({
    config,
    database: storage.database,
    keys: loadKeys(config),
    logger: createLogger(config),
    beforeListening: (composed) =>
      fillEmptyClinic({ config, storage, composed, options, terminal }),
  });
  const shown = isLoopback(config.host) ? server.address : config.publicUrl;
  terminal.say(
    [
      "",
      `Chartroom is ready: ${shown ?? server.address}`,
      `  Try the API      ${server.address}/docs`,
      `  Is it well?      ${server.address}/health/ready`,
      `  Database         ${storage.description}`,
      "  Stop             Ctrl-C",
      "",
    ].join("\n"),
  );
  return server;
}

/** `chartroom serve`: database, schema, first data, server; until it is told to end. */
export function serveCommand(program: Command, terminal: Terminal): void {
  program
    .command("serve")
    .description("start the clinic")
    .option("--demo", "fill an empty database with the demo clinic")
    .option("--empty", "start a real clinic: prints the administrator's link")
    .option("--port <port>", "port to serve on (PORT)")
    .action(async (options: ServeOptions) => {
      const config = readConfig({
        ...process.env,
        ...(options.port === undefined ? {} : { PORT: options.port }),
      });
      const ended = endAsked(terminal);
      const unlock =
        config.mysqlUrl === undefined
          ? lockDataFolder(config.dataFolder, "serve")
          : (): void => undefined;
      const storage = await terminal.step("Starting the database", (progress) =>
        openStorage(config, progress),
      );
      try {
        const server = await prepare(config, storage, options, terminal);
        await ended;
        await server.stop();
      } finally {
        await storage.close();
        unlock();
      }
    });
}
