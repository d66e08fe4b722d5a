import { sql } from "kysely";
import type { AuditEntry, AuditEvent } from "#server/kernel/audit-event.ts";
import { auditEntry } from "#server/kernel/audit-event.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import type { AuditTrail, Transact } from "#server/kernel/transact.ts";
import type { Keyring } from "#server/kernel/keyring.ts";
import { insertIntoOutbox } from "./audit/outbox.ts";
import type { OpenDatabase, Sql } from "./database.ts";
import { claimKey, keepAnswer } from "./idempotency.ts";
import { isStorageError } from "./storage-error.ts";

export interface TransactionTools {
  readonly database: OpenDatabase;
  readonly clock: Clock;
  readonly keyring: Keyring;
}

const patienceMs = 2_000;
/** A lost node is given up for the next one; a cluster re-forms within this. */
const failoverMs = 9_000;

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

class LostInCommit extends Error {}

async function once<Repositories, T>(
  tools: TransactionTools,
  bind: (db: Sql) => Repositories,
  call: Call,
  work: (tx: Repositories & AuditTrail) => Promise<T>,
): Promise<T> {
  return tools.database.sql.connection().execute(async (db) => {
    const entries: AuditEntry[] = [];
    const audit = (event: AuditEvent): void => {
      entries.push(auditEntry(call, event, tools.clock.now()));
    };
    await sql`begin`.execute(db);
    try {
      const key = call.idempotency
        ? await claimKey(db, tools, call, call.idempotency)
        : undefined;
      if (key?.replay) {
        await sql`rollback`.execute(db);
        return key.replay.answer as T;
      }
      const answer = await work({ ...bind(db), audit });
      if (key) await keepAnswer(db, tools.keyring, key.id, answer);
      if (entries.length === 0)
        throw new Error("a transaction without an audit entry");
      await insertIntoOutbox(db, entries);
      await commit(db);
      return answer;
    } catch (error) {
      if (!(error instanceof LostInCommit))
        await sql`rollback`.execute(db).catch(() => undefined);
      throw error;
    }
  });
}

async function commit(db: Sql): Promise<void> {
  try {
    await sql`commit`.execute(db);
  } catch (error) {
    if (isStorageError(error, "lost")) throw new LostInCommit();
    throw error;
  }
}

/** Binds a noun's repositories to transactions. Used by compose.ts only. */
export function transactions<Repositories>(
  tools: TransactionTools,
  bind: (db: Sql) => Repositories,
): Transact<Repositories> {
  return async (call, work) => {
    const start = performance.now();
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await once(tools, bind, call, work);
      } catch (error) {
        const waited = performance.now() - start;
        const lost =
          error instanceof LostInCommit || isStorageError(error, "lost");
        if (lost) tools.database.moveOn();
        // With a key the repeat finds out what became of the first commit.
        if (error instanceof LostInCommit && !call.idempotency)
          throw new ClinicError("outcome_unknown", undefined, {
            retry_after: 2,
          });
        if (lost && waited > failoverMs)
          throw new ClinicError("unavailable", undefined, { retry_after: 5 });
        if (!lost && !isStorageError(error, "retry")) throw error;
        if (!lost && waited > patienceMs)
          throw new ClinicError("busy", undefined, { retry_after: 1 });
        const ceiling = lost ? 300 : Math.min(5 * 2 ** attempt, 100);
        await pause(Math.random() * ceiling + (lost ? 100 : 0));
      }
    }
  };
}
