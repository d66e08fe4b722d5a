import type { Input } from "#contract/endpoint.ts";
import type { Page } from "#contract/types.ts";
import type {
  listWorklist,
  resolveWorklistItem,
  WorklistItem,
} from "#contract/worklist.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import { seenVersion, type Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { tidyOrNull } from "#server/kernel/text.ts";
import type { RecordRead, Transact } from "#server/kernel/transact.ts";
import type { WorklistItemRepository } from "./worklist-item.repository.ts";
import type { WorklistRepository } from "./worklist.repository.ts";

export interface WorklistServiceNeeds {
  readonly items: WorklistItemRepository;
  readonly record: RecordRead;
  readonly transact: Transact<{
    items: WorklistItemRepository;
    worklist: WorklistRepository;
  }>;
}

/** The visits that changes of calendars left behind, until somebody sees to them. */
export function worklistService({
  items,
  record,
  transact,
}: WorklistServiceNeeds) {
  return {
    async list(
      call: Call,
      query: Input<typeof listWorklist>["query"],
    ): Promise<Page<WorklistItem>> {
      requirePermission(call.actor, "worklist.read");
      const page = await items.list({
        ...query,
        cursor: query.cursor,
        limit: query.limit ?? 50,
        status: query.status ?? "open",
      });
      await record(call, {
        event_type: "worklist_viewed",
        action: "viewed",
        target: { type: "patient_list", id: null },
        context: {
          patient_ids: [...new Set(page.items.map((item) => item.patient_id))],
        },
      });
      return page;
    },

    async resolve(
      call: Call,
      id: number,
      body: Input<typeof resolveWorklistItem>["body"],
    ): Promise<WorklistItem> {
      requirePermission(call.actor, "worklist.resolve");
      const seen = seenVersion(call);
      return transact(call, async (tx) => {
        const before = await tx.items.find(id);
        if (!before) throw new ClinicError("not_found");
        if (before.row_version !== seen)
          throw new ClinicError("version_conflict");
        if (before.status !== "open")
          throw new ClinicError("transition_refused");
        const note = tidyOrNull(body.note) ?? null;
        const { account_id } = call.actor;
        const fields = { status: body.status, note, account_id };
        if (!(await tx.worklist.resolve(id, seen, fields)))
          throw new ClinicError("version_conflict");
        tx.audit({
          event_type: "worklist_item_resolved",
          action: body.status,
          target: {
            type: "worklist_item",
            id,
            patient_id: before.patient_id,
            patient_name: before.patient_name,
          },
          changes: {
            before: { status: before.status },
            after: { status: body.status, note },
          },
          context: { appointment_id: before.appointment_id },
        });
        return (await tx.items.find(id))!;
      });
    },
  };
}

export type WorklistService = ReturnType<typeof worklistService>;
