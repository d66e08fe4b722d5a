import type { Logger } from "pino";
import { compose, type Composed } from "./compose.ts";
import type { Config } from "./config.ts";
import { createServer } from "./http/server.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { checkKeyring } from "./storage/keyring-check.ts";
import type { OpenDatabase } from "./storage/database.ts";

export const version = "0.1.0";

export interface RunningServer {
  readonly address: string;
  readonly composed: Composed;
  /** Finishes the requests under way, seals what is in the outbox, then ends. */
  stop(): Promise<void>;
}

/** Puts the composed clinic on the network and starts its background work. */
export async function startServer(options: {
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly keys: string;
  readonly logger: Logger;
  /** Last thing before the first request may come. */
  readonly beforeListening?: (composed: Composed) => Promise<void>;
}): Promise<RunningServer> {
  const { config, database, logger } = options;
  const composed = compose({
    database,
    keys: options.keys,
    logger,
    currency: config.currency,
    publicUrl: config.publicUrl,
  });
  await checkKeyring(database.sql, composed.keyring);
  await options.beforeListening?.(composed);
  const app = await createServer({
    routes: composed.routes,
    endpointTools: {
      authenticate: composed.authenticate,
      recordRefusal: composed.record,
      secureCookies: config.trustedProxies.length > 0,
    },
    health: composed.health,
    metrics: composed.metrics,
    logger,
    version,
    trustedProxies: config.trustedProxies,
    operationsToken: config.operationsToken,
  });
  const address = await app.listen({ port: config.port, host: config.host });
  composed.sequencer.start();
  const housekeeping = startHousekeeping(composed.chores, logger);
  return {
    address,
    composed,
    async stop() {
      housekeeping.stop();
      await app.close();
      await composed.close();
    },
  };
}
