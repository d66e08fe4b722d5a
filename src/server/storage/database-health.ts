import { sql } from "kysely";
import { outboxBacklog } from "./audit/outbox.ts";
import type { OpenDatabase } from "./database.ts";
import { pendingMigrations } from "./migrate.ts";

const patienceMs = 2_000;
const backlogWarning = 10_000;

export interface DatabaseReadiness {
  ready: boolean;
  checks: Record<string, { ok: boolean; detail?: string }>;
  warnings: string[];
}

async function durabilityWarnings(database: OpenDatabase): Promise<string[]> {
  const { rows } = await sql<{ flush: number }>`
    select @@innodb_flush_log_at_trx_commit as flush
  `.execute(database.sql);
  return Number(rows[0]?.flush) === 0
    ? [
        "innodb_flush_log_at_trx_commit is 0: a power cut loses acknowledged work; set it to 1",
      ]
    : [];
}

/** Whether the relational store answers, is migrated, and keeps what it acknowledges. */
export function databaseHealth(database: OpenDatabase) {
  const look = async (): Promise<DatabaseReadiness> => {
    const pending = await pendingMigrations(database.sql);
    const backlog = await outboxBacklog(database.sql);
    const warnings = await durabilityWarnings(database);
    if (backlog > backlogWarning)
      warnings.push(`${backlog} audit entries wait to be delivered`);
    return {
      ready: pending.length === 0,
      checks: {
        mysql: { ok: true },
        migrations: {
          ok: pending.length === 0,
          ...(pending.length > 0
            ? { detail: `${pending.length} to run: chartroom migrate` }
            : {}),
        },
      },
      warnings,
    };
  };
  return {
    async ready(): Promise<DatabaseReadiness> {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error("late")), patienceMs);
      });
      try {
        return await Promise.race([look(), late]);
      } catch {
        return {
          ready: false,
          checks: { mysql: { ok: false, detail: "does not answer" } },
          warnings: [],
        };
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
