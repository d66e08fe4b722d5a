import { randomBytes } from "node:crypto";
import { Kysely, MysqlDialect, type LogEvent } from "kysely";
import { parseMysqlUrl } from "#server/storage/mysql-url.ts";
import { NodePool } from "#server/storage/node-pool.ts";
import type { Database } from "#server/storage/schema/database.ts";
import { inProcess } from "./in-process.ts";
import type { Booking } from "./booking-generator.ts";
import type { Bench } from "./workload.ts";

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** The very statements of one booking in their order, BEGIN and COMMIT among them. */
export async function recordBooking(
  bench: Bench,
  booking: Booking,
): Promise<Statement[]> {
  const statements: Statement[] = [];
  const log = ({ query }: LogEvent): void => {
    statements.push({ sql: query.sql, parameters: query.parameters });
  };
  const pool = new NodePool(parseMysqlUrl(bench.url), 30_000);
  const sql = new Kysely<Database>({
    dialect: new MysqlDialect({ pool: pool as never }),
    log,
  });
  const { composed, call, close } = inProcess(bench, (database) => ({
    ...database,
    sql,
    close: async () => {
      await sql.destroy();
      await database.close();
    },
  }));
  await composed.services.appointments.book(
    {
      ...call("appointments.book"),
      idempotency: {
        route: "POST /appointments",
        key: randomBytes(12).toString("hex"),
        request_hash: Buffer.alloc(32, 7),
      },
    },
    booking,
  );
  await close();
  return statements;
}
