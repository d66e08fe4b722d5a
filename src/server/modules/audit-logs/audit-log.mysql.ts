import { hash } from "node:crypto";
import type {
  Deliver,
  SequencedEntry,
} from "#server/storage/audit/sequencer.ts";
import type { Sql } from "#server/storage/database.ts";
import { marks, runStatement } from "#server/storage/run-statement.ts";

/** Plain JSON: Extended JSON wraps a number as `{"$numberInt":"7"}`. */
type Members = Record<string, unknown>;

const knownSetsLimit = 10_000;
const rowsAtOnce = 5_000;

const membersOf = (document: Members, name: string): Members =>
  (document[name] ?? {}) as Members;
const textOf = (value: unknown): string => String(value);
const numberOf = (value: unknown): number | null =>
  typeof value === "object" && value !== null
    ? Number(Object.values(value)[0])
    : null;

function patientIdsOf(document: Members): number[] {
  const ids = membersOf(document, "context")["patient_ids"];
  return Array.isArray(ids)
    ? [...new Set(ids.map((id) => numberOf(id) ?? 0))].sort((a, b) => a - b)
    : [];
}

/** `{"$date":{"$numberLong":"1705337123000"}}` as the column holds it. */
function timestampOf(document: Members): string {
  const date = membersOf(document, "timestamp")["$date"];
  return new Date(numberOf(date) ?? 0)
    .toISOString()
    .replace("T", " ")
    .replace("Z", "");
}

/** The index columns of `audit_logs`, written by the one function that reads the document. */
function indexColumns(entry: SequencedEntry) {
  const document = JSON.parse(entry.document) as Members;
  const actor = membersOf(document, "actor");
  const target = membersOf(document, "target");
  const ids = patientIdsOf(document);
  return {
    ids,
    row: {
      _id: entry.event_id,
      document: entry.document,
      seq: entry.seq,
      event_type: textOf(document["event_type"]),
      timestamp: timestampOf(document),
      actor_type: textOf(actor["type"]),
      actor_id: numberOf(actor["id"]),
      target_type: textOf(target["type"]),
      target_id: numberOf(target["id"]),
      patient_id: numberOf(target["patient_id"]),
      patient_set: ids.length === 0 ? null : hash("sha256", ids.join(",")),
    },
  };
}

/** The row of `audit_logs` that an entry has; the check compares it with the one that is stored. */
export const auditIndexRow = (entry: SequencedEntry) => indexColumns(entry).row;

/** How many patients the entry's answer showed beside its target. */
export const patientsListed = (document: string): number =>
  patientIdsOf(JSON.parse(document) as Members).length;

type Indexed = ReturnType<typeof indexColumns>;

async function writeSets(
  db: Sql,
  entries: readonly Indexed[],
  knownSets: Set<string>,
): Promise<void> {
  const fresh = new Map<string, number[]>();
  for (const { row, ids } of entries)
    if (row.patient_set !== null && !knownSets.has(row.patient_set))
      fresh.set(row.patient_set, ids);
  const rows = [...fresh].flatMap(([set_id, ids]) =>
    ids.map((id) => [id, set_id] as const),
  );
  // In the order of the key: two who write the same sets wait for each other instead of crossing.
  rows.sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1));
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const some = rows.slice(at, at + rowsAtOnce);
    await runStatement(
      db,
      `insert into audit_patient_sets (patient_id, set_id) values ${some.map(() => "(?,?)").join()}
        on duplicate key update set_id = values(set_id)`,
      some.flat(),
    );
  }
  if (knownSets.size + fresh.size > knownSetsLimit) knownSets.clear();
  for (const set_id of fresh.keys()) knownSets.add(set_id);
}

/**
 * Writes sealed entries into `audit_logs`. A list read names its patients once a distinct set
 * (`audit_patient_sets`), so that "who saw this patient" needs no row a patient a read.
 */
export function auditLogDelivery(db: Sql): Deliver {
  // Sets this database is known to hold: a board that is polled shows the same patients again and again.
  const knownSets = new Set<string>();
  return async (entries) => {
    const indexed = entries.map(indexColumns);
    await writeSets(db, indexed, knownSets);
    const [first] = indexed;
    if (!first) return;
    const columns = Object.keys(first.row);
    const question = `(${marks(columns.length)})`;
    await runStatement(
      db,
      `insert into audit_logs (${columns.join()}) values ${indexed.map(() => question).join()}
        on duplicate key update _id = values(_id)`,
      indexed.flatMap(({ row }) => Object.values(row)),
    );
  };
}
