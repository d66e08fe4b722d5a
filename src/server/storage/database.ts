import { Kysely, MysqlDialect } from "kysely";
import type { PoolOptions } from "mysql2";
import { NodePool } from "./node-pool.ts";
import type { Database } from "./schema/database.ts";

/** A connection to the relational store, or one transaction of it: repositories take either. */
export type Sql = Kysely<Database>;

export interface OpenDatabase {
  readonly sql: Sql;
  /** Give up on the current node of a cluster; the next statement goes to the next one. */
  moveOn(): void;
  close(): Promise<void>;
}

/** Told every statement that was run; values are patients' data. */
export type OnQuery = (sql: string, values: readonly unknown[]) => void;

/**
 * Opens the pool. Nothing is connected until the first statement.
 * @param nodes one entry an address, see parseMysqlUrl
 * @param statementTimeoutMs after which a statement counts as lost
 * @param onQuery for tests that look at the statements; never for a log
 */
export function openDatabase(
  nodes: readonly PoolOptions[],
  statementTimeoutMs = 30_000,
  onQuery?: OnQuery,
): OpenDatabase {
  const pool = new NodePool(nodes, statementTimeoutMs);
  const db = new Kysely<Database>({
    dialect: new MysqlDialect({ pool: pool as never }),
    ...(onQuery
      ? { log: ({ query }) => onQuery(query.sql, query.parameters) }
      : {}),
  });
  return {
    sql: db,
    moveOn: () => pool.moveOn(),
    close: () => db.destroy(),
  };
}
