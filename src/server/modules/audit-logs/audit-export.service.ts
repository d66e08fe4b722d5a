import type { exportAuditLogs } from "#contract/audit-logs.ts";
import type { Input, Media } from "#contract/endpoint.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { RecordRead } from "#server/kernel/transact.ts";
import type { AuditLogRepository } from "./audit-log.repository.ts";
import { patientsIn } from "./audit-log.service.ts";
import { exportFormats } from "./export-lines.rules.ts";
import { momentOf } from "#server/kernel/moment.ts";

export interface AuditExportNeeds {
  readonly logs: AuditLogRepository;
  readonly record: RecordRead;
  /** @throws ClinicError `reauthentication_required` */
  readonly requireFreshPassword: (call: Call) => Promise<void>;
}

/** What one file may hold; a longer period is exported in parts. */
const mostEntries = 50_000;
const atOnce = 1_000;

/** Takes entries out of the house: with a fresh password, a reason, and an entry of its own. */
export function auditExportService(needs: AuditExportNeeds) {
  const { logs, record, requireFreshPassword } = needs;
  return {
    async export(
      call: Call,
      asked: Input<typeof exportAuditLogs>["body"],
    ): Promise<{ file: Uint8Array; file_name: string; media: Media }> {
      requirePermission(call.actor, "audit.read");
      await requireFreshPassword(call);
      const { format } = asked;
      const { head, lines, media } = exportFormats[format];
      const filter = {
        patient_id: asked.patient_id,
        from: momentOf("/from", asked.from),
        to: momentOf("/to", asked.to),
      };
      const parts = [Buffer.from(head)];
      const patient_ids = new Set<number>();
      let count = 0;
      for (let after = 0; ;) {
        const entries = await logs.list(filter, { after }, atOnce);
        count += entries.length;
        if (count > mostEntries)
          throw new ClinicError(
            "refused_by_rule",
            `More than ${mostEntries} entries: ask for a shorter period.`,
          );
        for (const id of patientsIn(entries)) patient_ids.add(id);
        parts.push(Buffer.from(lines(entries)));
        if (entries.length < atOnce) break;
        after = entries.at(-1)!.chain.seq;
      }
      if (asked.patient_id !== undefined) patient_ids.add(asked.patient_id);
      await record(call, {
        event_type: "audit_exported",
        action: "exported",
        target: { type: "audit_log", id: null },
        changes: { reason: asked.reason },
        context: {
          format,
          from: asked.from,
          to: asked.to,
          entries: count,
          patient_ids: [...patient_ids],
        },
      });
      const day = (moment: string) => moment.slice(0, 10);
      return {
        file: Buffer.concat(parts),
        file_name: `audit-${day(asked.from)}-${day(asked.to)}.${format}`,
        media,
      };
    },
  };
}

export type AuditExportService = ReturnType<typeof auditExportService>;
