import type { Config } from "#server/config.ts";
import { refuseHalfRestored } from "./backup/empty-database.ts";
import { openDatabase, type OpenDatabase } from "./database.ts";
import { startLocalEngine } from "./local-engine/start-local-engine.ts";
import { migrateToLatest, type MigrationProgress } from "./migrate.ts";
import { parseMysqlUrl, type MysqlAddress } from "./mysql-url.ts";

/** A change of a large table may take its time. */
const migrationTimeoutMs = 60 * 60 * 1000;

export interface OpenStorage {
  readonly database: OpenDatabase;
  /** True on the engine that Chartroom started itself. */
  readonly isPrivate: boolean;
  /** The servers, for work that needs a connection of its own. */
  readonly nodes: readonly MysqlAddress[];
  /** For people: what runs where; no password. */
  readonly description: string;
  /** Migrates through one node. @returns the names of what ran */
  migrate(onProgress?: MigrationProgress): Promise<string[]>;
  close(): Promise<void>;
}

/** Connects to MYSQL_URL, or starts (or joins) the private engine of the data folder. */
export async function openStorage(
  config: Config,
  onProgress: (message: string) => void = () => undefined,
): Promise<OpenStorage> {
  const engine =
    config.mysqlUrl === undefined
      ? await startLocalEngine({ dataFolder: config.dataFolder, onProgress })
      : undefined;
  const url = engine?.url ?? config.mysqlUrl ?? "";
  const addresses = parseMysqlUrl(url);
  const nodes = addresses.map((node) => ({
    ...node,
    connectionLimit: config.poolSize,
  }));
  const database = openDatabase(nodes);
  return {
    database,
    isPrivate: engine !== undefined,
    nodes: addresses,
    description: engine
      ? `private ${engine.kind} ${engine.version}`
      : nodes.map((node) => `${node.host}:${node.port ?? 3306}`).join(", "),
    async migrate(onStep) {
      const one = openDatabase(nodes.slice(0, 1), migrationTimeoutMs);
      try {
        await refuseHalfRestored(one.sql);
        return await migrateToLatest(one.sql, onStep);
      } finally {
        await one.close();
      }
    },
    async close() {
      await database.close();
      await engine?.stop();
    },
  };
}
