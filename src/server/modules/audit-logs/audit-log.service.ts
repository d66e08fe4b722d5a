import type { Access, AuditLog, listAuditLogs } from "#contract/audit-logs.ts";
import type { Input } from "#contract/endpoint.ts";
import type { Page, PageQuery } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { AuditEvent } from "#server/kernel/audit-event.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { RecordRead } from "#server/kernel/transact.ts";
import { decodeCursor, toPage } from "#server/storage/rows.ts";
import { mayAskWhoSaw } from "./audit-log.policy.ts";
import type {
  AuditFilter,
  AuditLogRepository,
} from "./audit-log.repository.ts";
import { momentOf } from "#server/kernel/moment.ts";
import { plainWords } from "./plain-words.rules.ts";

export interface AuditLogServiceNeeds {
  readonly logs: AuditLogRepository;
  readonly record: RecordRead;
}

type Asked = Input<typeof listAuditLogs>["query"];

/** Everyone whom the entries name, for the entry that this reading leaves. */
export const patientsIn = (entries: readonly AuditLog[]): number[] => [
  ...new Set(
    entries.flatMap(({ target }) =>
      target.patient_id === null ? [] : [target.patient_id],
    ),
  ),
];

function filterOf(asked: Asked): AuditFilter {
  const { patient_id, actor_type, actor_id, event_type, outcome } = asked;
  return {
    patient_id,
    actor_type,
    actor_id,
    event_type,
    outcome,
    from: momentOf("query/from", asked.from),
    to: momentOf("query/to", asked.to),
  };
}

/** What was asked for, as the audit keeps it: ids and names of events, no values of a record. */
const askedFor = ({ cursor: _cursor, limit: _limit, ...filter }: Asked) => ({
  ...filter,
});

/** @throws ClinicError `malformed_request` for a cursor that we did not give */
function seqOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const seq = decodeCursor(cursor)?.["seq"];
  if (typeof seq === "number" && Number.isSafeInteger(seq)) return seq;
  throw new ClinicError("malformed_request");
}

/** The audit, read by compliance; who saw a record, read by its owner. Each reading is an entry itself. */
export function auditLogService({ logs, record }: AuditLogServiceNeeds) {
  const pageOf = async (
    filter: AuditFilter,
    asked: PageQuery,
  ): Promise<Page<AuditLog>> => {
    const limit = asked.limit ?? 50;
    const found = await logs.list(
      filter,
      { before: seqOf(asked.cursor) },
      limit + 1,
    );
    return toPage(found, limit, ({ chain }) => ({ seq: chain.seq }));
  };

  const viewed = (
    call: Call,
    told: Pick<AuditEvent, "target" | "context"> & { action?: string },
  ): Promise<void> =>
    record(call, { event_type: "audit_viewed", action: "viewed", ...told });

  return {
    async list(call: Call, asked: Asked): Promise<Page<AuditLog>> {
      requirePermission(call.actor, "audit.read");
      const page = await pageOf(filterOf(asked), asked);
      await viewed(call, {
        action: "listed",
        target: { type: "audit_log", id: null },
        context: {
          asked: askedFor(asked),
          patient_ids: [
            ...new Set([
              ...(asked.patient_id === undefined ? [] : [asked.patient_id]),
              ...patientsIn(page.items),
            ]),
          ],
        },
      });
      return page;
    },

    async get(call: Call, event_id: string): Promise<AuditLog> {
      requirePermission(call.actor, "audit.read");
      const entry = await logs.find(event_id);
      if (!entry) throw new ClinicError("not_found");
      const { patient_id, patient_name } = entry.target;
      await viewed(call, {
        target: { type: "audit_log", id: null, patient_id, patient_name },
        context: { event_id },
      });
      return entry;
    },

    async whoSaw(
      call: Call,
      patient_id: number,
      asked: PageQuery,
    ): Promise<Page<Access>> {
      requirePermission(call.actor, "patients.who_saw");
      const patient_name = mayAskWhoSaw(call, patient_id)
        ? await logs.patientName(patient_id)
        : undefined;
      if (patient_name === undefined) throw new ClinicError("not_found");
      const page = await pageOf({ patient_id }, asked);
      await viewed(call, {
        action: "who_saw_viewed",
        target: { type: "patient", id: patient_id, patient_id, patient_name },
      });
      return {
        ...page,
        items: page.items.map((entry) => ({
          event_id: entry._id,
          at: entry.timestamp,
          name: entry.actor.name,
          role: entry.actor.type,
          what: plainWords(entry),
        })),
      };
    },
  };
}

export type AuditLogService = ReturnType<typeof auditLogService>;
