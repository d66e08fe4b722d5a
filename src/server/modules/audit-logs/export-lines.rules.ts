import { stringify } from "csv-stringify/sync";
import type { AuditLog } from "#contract/audit-logs.ts";
import type { Media } from "#contract/endpoint.ts";

const columns: Record<string, (entry: AuditLog) => unknown> = {
  seq: (entry) => entry.chain.seq,
  event_id: (entry) => entry._id,
  timestamp: (entry) => entry.timestamp,
  event_type: (entry) => entry.event_type,
  action: (entry) => entry.action,
  outcome: (entry) => entry.context.outcome,
  actor_type: (entry) => entry.actor.type,
  actor_id: (entry) => entry.actor.id,
  actor_name: (entry) => entry.actor.name,
  ip_address: (entry) => entry.actor.ip_address,
  target_type: (entry) => entry.target.type,
  target_id: (entry) => entry.target.id,
  patient_id: (entry) => entry.target.patient_id,
  patient_name: (entry) => entry.target.patient_name,
  appointment_id: (entry) => entry.context.appointment_id,
  before: (entry) => JSON.stringify(entry.changes.before),
  after: (entry) => JSON.stringify(entry.changes.after),
  reason: (entry) => entry.changes.reason,
  hash: (entry) => entry.chain.hash,
};

/** Entries as the lines of a file; the formats of an export. */
export interface ExportFormat {
  readonly media: Media;
  readonly head: string;
  lines(entries: readonly AuditLog[]): string;
}

export const exportFormats = {
  csv: {
    media: "text/csv",
    head: stringify([Object.keys(columns)]),
    // A cell that begins like a formula gets an apostrophe: names and reasons are what somebody typed.
    lines: (entries) =>
      stringify(
        entries.map((entry) =>
          Object.values(columns).map((cell) => cell(entry)),
        ),
        { escape_formulas: true },
      ),
  },
  ndjson: {
    media: "application/x-ndjson",
    head: "",
    lines: (entries) =>
      entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""),
  },
} satisfies Record<string, ExportFormat>;
