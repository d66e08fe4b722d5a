import { auditEntry, type AuditEntry } from "#server/kernel/audit-event.ts";
import type { Clock } from "#server/kernel/clock.ts";
import type { RecordRead } from "#server/kernel/transact.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { OpenDatabase } from "../database.ts";
import { isStorageError } from "../storage-error.ts";
import { insertIntoOutbox } from "./outbox.ts";

interface Waiting {
  readonly entry: AuditEntry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const batchLimit = 500;

/**
 * Joins the entries of many requests into one insert: whatever arrived while the previous
 * insert was under way goes with the next. No timer, so a lone request waits for nobody.
 * The promise resolves when the entry is durable; a read that cannot be audited is not served.
 */
export function readAudit(database: OpenDatabase, clock: Clock): RecordRead {
  let waiting: Waiting[] = [];
  let flushing = false;

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    const entries = batch.map((one) => one.entry);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await insertIntoOutbox(database.sql, entries);
      } catch (error) {
        // The event_id is unique, so a repeat after an unknown outcome cannot double.
        if (attempt > 1 && isStorageError(error, "duplicate")) return;
        const passing =
          isStorageError(error, "lost") || isStorageError(error, "retry");
        if (!passing || attempt === 4) throw error;
        if (isStorageError(error, "lost")) database.moveOn();
      }
    }
  };

  const flush = async (): Promise<void> => {
    flushing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchLimit);
      waiting = waiting.slice(batchLimit);
      try {
        await write(batch);
        for (const one of batch) one.resolve();
      } catch {
        const unavailable = new ClinicError(
          "unavailable",
          "The access could not be recorded, so nothing was shown.",
          { retry_after: 2 },
        );
        for (const one of batch) one.reject(unavailable);
      }
    }
    flushing = false;
  };

  return (call, event) =>
    new Promise((resolve, reject) => {
      waiting.push({
        entry: auditEntry(call, event, clock.now()),
        resolve,
        reject,
      });
      if (!flushing) void flush();
    });
}
