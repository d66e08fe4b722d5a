import type { Pool, PoolConnection, PoolOptions } from "mysql2";
import mysql from "mysql2";
import { toStorageError } from "./storage-error.ts";

type QueryCallback = (error: unknown, result?: unknown) => void;

/** The part of a mysql2 connection that Kysely uses. */
export interface SqlConnection {
  query(sql: string, parameters: readonly unknown[]): unknown;
  query(
    sql: string,
    parameters: readonly unknown[],
    callback: QueryCallback,
  ): void;
  release(): void;
  destroy(): void;
  readonly threadId: number;
}

/** Statements longer than this are one-off bulk inserts: not worth a prepared handle. */
const preparedParameterLimit = 40;

/**
 * The session that every rule of the house relies on: UTC, strict, READ COMMITTED,
 * short lock wait, and on a cluster reads that see what other nodes acknowledged.
 */
function prepareSession(connection: PoolConnection): void {
  // A session that is not as the rules need it is not used.
  const must = (error: unknown): void => {
    if (error) connection.destroy();
  };
  connection.query("SET NAMES utf8mb4 COLLATE utf8mb4_unicode_520_ci", must);
  connection.query(
    "SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 3, " +
      "sql_mode = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    must,
  );
  connection.query(
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    must,
  );
  // Only Galera knows the variable; elsewhere the refusal is the answer.
  connection.query("SET SESSION wsrep_sync_wait = 1", () => undefined);
}

function wrap(raw: PoolConnection, timeout: number): SqlConnection {
  const run = (
    sql: string,
    parameters: readonly unknown[],
    callback?: QueryCallback,
  ): unknown => {
    const values = parameters as (string | number | null)[];
    if (!callback) return raw.query(sql, values);
    const done = (error: unknown, result?: unknown): void => {
      if (!error) return callback(null, result);
      if ((error as { code?: string }).code === "PROTOCOL_SEQUENCE_TIMEOUT")
        raw.destroy();
      callback(toStorageError(error));
    };
    const options = { sql, values, timeout };
    return values.length > 0 && values.length <= preparedParameterLimit
      ? raw.execute(options, done)
      : raw.query(options, done);
  };
  return {
    query: run as SqlConnection["query"],
    release: () => raw.release(),
    destroy: () => raw.destroy(),
    get threadId() {
      return raw.threadId;
    },
  };
}

/**
 * One pool an address; connections come from the current address until it fails,
 * then from the next. With one address it is an ordinary pool.
 */
export class NodePool {
  readonly #pools: readonly Pool[];
  readonly #wrapped = new WeakMap<PoolConnection, SqlConnection>();
  #current = 0;

  readonly #statementTimeoutMs: number;

  constructor(nodes: readonly PoolOptions[], statementTimeoutMs: number) {
    this.#statementTimeoutMs = statementTimeoutMs;
    this.#pools = nodes.map((node) => {
      const pool = mysql.createPool({
        ...node,
        dateStrings: true,
        timezone: "Z",
        jsonStrings: true,
        supportBigNumbers: true,
        decimalNumbers: false,
        connectTimeout: 3_000,
        maxPreparedStatements: 300,
      });
      pool.on("connection", (connection) =>
        prepareSession(connection as unknown as PoolConnection),
      );
      return pool;
    });
  }

  getConnection(
    callback: (error: unknown, connection: SqlConnection) => void,
  ): void {
    this.#acquire(callback, this.#pools.length);
  }

  #acquire(
    callback: (error: unknown, connection: SqlConnection) => void,
    left: number,
  ): void {
    const index = this.#current;
    this.#pools[index]!.getConnection((error, raw) => {
      if (error) {
        this.moveOn(index);
        if (left > 1) return this.#acquire(callback, left - 1);
        return callback(toStorageError(error), undefined as never);
      }
      let connection = this.#wrapped.get(raw);
      if (!connection) {
        connection = wrap(raw, this.#statementTimeoutMs);
        this.#wrapped.set(raw, connection);
      }
      callback(null, connection);
    });
  }

  /** Leaves the current address for the next one, unless somebody already did. */
  moveOn(from: number = this.#current): void {
    if (from === this.#current)
      this.#current = (this.#current + 1) % this.#pools.length;
  }

  end(callback: (error: unknown) => void): void {
    Promise.allSettled(this.#pools.map((pool) => pool.promise().end())).then(
      () => callback(null),
      callback,
    );
  }
}
