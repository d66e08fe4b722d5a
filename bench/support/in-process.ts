import { pino } from "pino";
import { compose, type Composed } from "#server/compose.ts";
import type { Action } from "#contract/permissions.ts";
import type { Call } from "#server/kernel/call.ts";
import { openDatabase, type OpenDatabase } from "#server/storage/database.ts";
import { parseMysqlUrl } from "#server/storage/mysql-url.ts";
import type { Bench, Measure } from "./workload.ts";

export interface InProcess {
  readonly composed: Composed;
  call(action: Action): Call;
  close(): Promise<void>;
}

/** Our services without the network. @param wrap what is put around the database */
export function inProcess(
  { url, keys, fixture }: Bench,
  wrap: (database: OpenDatabase) => OpenDatabase = (database) => database,
): InProcess {
  const database = wrap(openDatabase(parseMysqlUrl(url)));
  const composed = compose({
    database,
    keys,
    logger: pino({ level: "silent" }),
  });
  return {
    composed,
    call: (action) => ({
      actor: {
        account_id: fixture.account_id,
        session_id: 0,
        roles: ["front_desk"],
        doctor_id: null,
        patient_id: null,
        name: "Bench Desk",
        ip_address: "127.0.0.1",
        user_agent: "bench",
      },
      action,
      role: "front_desk",
    }),
    async close() {
      await composed.close();
      await database.close();
    },
  };
}

/** Does the work 16 at a time and counts. */
export function repeated(work: () => Promise<unknown>): Measure {
  return async (seconds) => {
    const used = process.cpuUsage();
    const start = performance.now();
    const end = start + seconds * 1000;
    let count = 0;
    const worker = async (): Promise<void> => {
      while (performance.now() < end) {
        await work();
        count += 1;
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    const { user, system } = process.cpuUsage(used);
    return {
      value: (count * 1000) / (performance.now() - start),
      requests: count,
      cpu: (user + system) / 1000 / count,
    };
  };
}
