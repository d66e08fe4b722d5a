import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Temporal } from "temporal-polyfill";
import {
  parseCanonicalJson,
  type DocumentValue,
} from "#server/kernel/canonical-json.ts";
import type {
  Deliver,
  SequencedEntry,
} from "#server/storage/audit/sequencer.ts";
import type { Sql } from "#server/storage/database.ts";

type Members = Record<string, DocumentValue>;

/** Sets already written by this process; a board that is polled shows the same patients again and again. */
const knownSets = new Set<string>();
const knownSetsLimit = 10_000;

function patientIdsOf(document: Members): number[] {
  const ids = (document["context"] as Members)["patient_ids"];
  return Array.isArray(ids)
    ? [...new Set(ids as number[])].sort((a, b) => a - b)
    : [];
}

/** The index columns of `audit_logs`, written by the one function that reads the document. */
function indexColumns(entry: SequencedEntry, document: Members) {
  const actor = document["actor"] as Members;
  const target = document["target"] as Members;
  const ids = patientIdsOf(document);
  return {
    ids,
    row: {
      _id: entry.event_id,
      document: entry.document,
      seq: entry.seq,
      event_type: document["event_type"] as string,
      timestamp: (document["timestamp"] as Temporal.Instant)
        .toString({ fractionalSecondDigits: 3 })
        .replace("T", " ")
        .replace("Z", ""),
      actor_type: actor["type"] as string,
      actor_id: (actor["id"] as number | null) ?? null,
      target_type: target["type"] as string,
      target_id: (target["id"] as number | null) ?? null,
      patient_id: (target["patient_id"] as number | null) ?? null,
      patient_set:
        ids.length === 0
          ? null
          : createHash("sha256").update(ids.join(",")).digest("hex"),
    },
  };
}

/** The row of `audit_logs` that an entry has; the check compares it with the one that is stored. */
export const auditIndexRow = (entry: SequencedEntry) =>
  indexColumns(entry, parseCanonicalJson(entry.document) as Members).row;

/** How many patients the entry's answer showed beside its target. */
export const patientsListed = (document: string): number =>
  patientIdsOf(parseCanonicalJson(document) as Members).length;

/**
 * Writes sealed entries into `audit_logs`. A list read names its patients once a distinct set
 * (`audit_patient_sets`), so that "who saw this patient" needs no row a patient a read.
 */
export function auditLogDelivery(db: Sql): Deliver {
  return async (entries) => {
    const rows = entries.map((entry) =>
      indexColumns(entry, parseCanonicalJson(entry.document) as Members),
    );
    for (const { row, ids } of rows) {
      if (row.patient_set === null || knownSets.has(row.patient_set)) continue;
      const set_id = row.patient_set;
      await db
        .insertInto("audit_patient_sets")
        .values(ids.map((patient_id) => ({ set_id, patient_id })))
        .onDuplicateKeyUpdate({ set_id: sql<string>`values(set_id)` })
        .execute();
      if (knownSets.size >= knownSetsLimit) knownSets.clear();
      knownSets.add(set_id);
    }
    await db
      .insertInto("audit_logs")
      .values(rows.map(({ row }) => row))
      .onDuplicateKeyUpdate({ _id: sql<string>`values(_id)` })
      .execute();
  };
}
