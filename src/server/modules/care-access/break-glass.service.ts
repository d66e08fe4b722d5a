import type {
  Grant,
  listGrants,
  openBreakGlass,
} from "#contract/break-glass.ts";
import type { Input } from "#contract/endpoint.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { AuditEvent } from "#server/kernel/audit-event.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { instantToSql } from "#server/kernel/instants.ts";
import { momentOf } from "#server/kernel/moment.ts";
import { tidy } from "#server/kernel/text.ts";
import type { RecordRead, Transact } from "#server/kernel/transact.ts";
import type { BreakGlassRepository } from "./break-glass.repository.ts";

export interface BreakGlassServiceNeeds {
  readonly grants: BreakGlassRepository;
  readonly record: RecordRead;
  readonly transact: Transact<{ grants: BreakGlassRepository }>;
}

const sweepBatch = 100;

const server: Call = {
  actor: {
    account_id: 0,
    session_id: 0,
    roles: [],
    doctor_id: null,
    patient_id: null,
    name: "server",
    ip_address: "",
    user_agent: "",
  },
  action: "break_glass.end",
  role: undefined,
};

/** A moment in any offset as the column has it. */
function stored(pointer: string, text: string | undefined): string | undefined {
  const moment = momentOf(pointer, text);
  return moment && instantToSql(moment);
}

function grantEvent(grant: Grant, verb: "opened" | "ended"): AuditEvent {
  const { id, patient_id, patient_name, reason, expires_at } = grant;
  return {
    event_type: `break_glass_${verb}`,
    action: verb,
    target: { type: "patient", id: patient_id, patient_id, patient_name },
    changes:
      verb === "opened"
        ? { after: { expires_at }, reason }
        : { after: { ended_at: grant.ended_at, ended_by: grant.ended_by } },
    context: { grant_id: id, relation: "break_glass" },
  };
}

/** Emergency access: one doctor, one patient, a written reason, at most an hour. */
export function breakGlassService(needs: BreakGlassServiceNeeds) {
  const { grants, record, transact } = needs;

  const shown = async (call: Call, page: Page<Grant>): Promise<Page<Grant>> => {
    const patient_ids = [...new Set(page.items.map((one) => one.patient_id))];
    await record(call, {
      event_type: "break_glass_list_viewed",
      action: "viewed",
      target: { type: "patient_list", id: null },
      context: { patient_ids },
    });
    return page;
  };

  return {
    async open(
      call: Call,
      wanted: Input<typeof openBreakGlass>["body"],
    ): Promise<Grant> {
      requirePermission(call.actor, "break_glass.open");
      const { account_id, doctor_id } = call.actor;
      if (doctor_id === null) throw new ClinicError("forbidden");
      return transact(call, async (tx) => {
        if (!(await tx.grants.patientExists(wanted.patient_id)))
          throw new ClinicError("not_found");
        const { patient_id } = wanted;
        const open = await tx.grants.list({
          account_id,
          patient_id,
          open: true,
          limit: 1,
        });
        // A second grant would stretch the hour without anybody having said so.
        if (open.items.length > 0)
          throw new ClinicError(
            "conflict",
            "It is open already; end it first.",
          );
        const id = await tx.grants.open({
          account_id,
          doctor_id,
          patient_id,
          reason: tidy(wanted.reason),
          minutes: wanted.minutes,
        });
        const grant = (await tx.grants.find(id))!;
        tx.audit(grantEvent(grant, "opened"));
        return grant;
      });
    },

    async listOwn(
      call: Call,
      page: { cursor?: string; limit?: number },
    ): Promise<Page<Grant>> {
      requirePermission(call.actor, "break_glass.open");
      const found = await grants.list({
        cursor: page.cursor,
        limit: page.limit ?? 50,
        open: true,
        account_id: call.actor.account_id,
      });
      return shown(call, found);
    },

    /** @throws ClinicError `not_found` also for a colleague's, `transition_refused` when it is over */
    async end(call: Call, id: number): Promise<Grant> {
      requirePermission(call.actor, "break_glass.end");
      const compliance = call.role === "compliance";
      return transact(call, async (tx) => {
        const grant = await tx.grants.find(id);
        if (
          !grant ||
          (!compliance && grant.account_id !== call.actor.account_id)
        )
          throw new ClinicError("not_found");
        if (!(await tx.grants.end(id, compliance ? "compliance" : "doctor")))
          throw new ClinicError("transition_refused", "It is over already.");
        const ended = (await tx.grants.find(id))!;
        tx.audit(grantEvent(ended, "ended"));
        return ended;
      });
    },

    async listAll(
      call: Call,
      filter: Input<typeof listGrants>["query"],
    ): Promise<Page<Grant>> {
      requirePermission(call.actor, "break_glass.review");
      const found = await grants.list({
        ...filter,
        limit: filter.limit ?? 50,
        from: stored("query/from", filter.from),
        to: stored("query/to", filter.to),
      });
      return shown(call, found);
    },

    /** Marks grants whose time is over, each with its audit entry. They opened nothing since then anyway. @returns how many */
    async endExpiredGrants(): Promise<number> {
      const ids = await grants.expired(sweepBatch);
      let ended = 0;
      for (const id of ids)
        ended += await transact(server, async (tx) => {
          if (!(await tx.grants.stampExpired(id))) throw new AlreadyEnded();
          const grant = (await tx.grants.find(id))!;
          tx.audit({
            ...grantEvent(grant, "ended"),
            actor: { id: 0, type: "system", name: "server" },
          });
          return 1;
        }).catch((error: unknown) => {
          if (error instanceof AlreadyEnded) return 0;
          throw error;
        });
      return ended;
    },
  };
}

/** Another process swept it first: leaves the transaction without a trace. */
class AlreadyEnded extends Error {}

export type BreakGlassService = ReturnType<typeof breakGlassService>;
