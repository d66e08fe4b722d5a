import type { Input } from "#contract/endpoint.ts";
import type {
  adjustPrescription,
  Prescription,
  PrescriptionVersion,
} from "#contract/prescriptions.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { AuditTrail } from "#server/kernel/transact.ts";
import { seenVersion, type Call } from "#server/kernel/call.ts";
import { changesBetween } from "#server/kernel/changes.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import { instantToSql } from "#server/kernel/instants.ts";
import { tidy, tidyOrNull } from "#server/kernel/text.ts";
import { aboutPrescription } from "./prescription-audit.ts";
import { stateOf } from "./prescription-state.rules.ts";
import { requireReach } from "./prescription.policy.ts";
import type {
  FoundPrescription,
  PrescriptionChanges,
} from "./prescription.repository.ts";
import type {
  PrescriptionRepositories,
  PrescriptionServiceNeeds,
} from "./prescription.service.ts";

type Adjustment = Input<typeof adjustPrescription>["body"];
type Tx = PrescriptionRepositories & AuditTrail;
interface Kind {
  readonly change_kind: PrescriptionVersion["change_kind"];
  readonly event_type: string;
  readonly action: string;
  readonly reason: string | null;
}

function adjusted({ reason: _, ...asked }: Adjustment): PrescriptionChanges {
  const { dosage, frequency, duration, instructions } = asked;
  return {
    ...asked,
    ...(dosage === undefined ? {} : { dosage: tidy(dosage) }),
    ...(frequency === undefined ? {} : { frequency: tidy(frequency) }),
    ...(duration === undefined ? {} : { duration: tidy(duration) }),
    ...(instructions === undefined
      ? {}
      : { instructions: tidyOrNull(instructions) }),
  };
}

const refused = (detail: string): ClinicError =>
  new ClinicError("transition_refused", detail);

/** Changes of a prescription. Each keeps the state before and after as a version that stays. */
export function prescriptionChangeService(needs: PrescriptionServiceNeeds) {
  const { prescriptions, relationTo, transact, clock } = needs;

  const reach = async (call: Call, id: number): Promise<void> => {
    requirePermission(call.actor, "prescriptions.write");
    const found = await prescriptions.find(id);
    if (!found) throw new ClinicError("not_found");
    await requireReach(call, found, relationTo);
  };

  const keep = async (
    tx: Tx,
    call: Call,
    before: FoundPrescription,
    kind: Kind,
  ): Promise<Prescription> => {
    const after = (await tx.prescriptions.find(before.id))!;
    await tx.versions.add({
      prescription_id: before.id,
      version: after.row_version,
      change_kind: kind.change_kind,
      before: stateOf(before),
      after: stateOf(after),
      reason: kind.reason,
      changed_by_account_id: call.actor.account_id,
      changed_at: instantToSql(clock.now()),
    });
    tx.audit({
      event_type: kind.event_type,
      action: kind.action,
      ...aboutPrescription(before),
      changes: changesBetween(stateOf(before), stateOf(after), kind.reason),
    });
    return after;
  };

  /** The version seen, compared and set; the state read before it is the state it changed. */
  const update = async (
    tx: Tx,
    call: Call,
    before: FoundPrescription,
    changes: PrescriptionChanges,
  ): Promise<void> => {
    const seen = seenVersion(call);
    if (
      before.row_version !== seen ||
      !(await tx.prescriptions.update(before.id, seen, changes))
    )
      throw new ClinicError("version_conflict");
  };

  const end = async (
    call: Call,
    id: number,
    reason: string,
    how: "stopped" | "entered_in_error",
  ): Promise<Prescription> => {
    await reach(call, id);
    return transact(call, async (tx) => {
      const before = (await tx.prescriptions.find(id))!;
      if (before.row_version !== seenVersion(call))
        throw new ClinicError("version_conflict");
      const mistaken = how === "entered_in_error";
      // What was stopped may still turn out to be a mistake; a mistake is final.
      if (before.entered_in_error || (!mistaken && !before.is_active))
        throw refused("The prescription is not active.");
      await update(tx, call, before, {
        is_active: false,
        stop_reason: reason,
        stopped_at: instantToSql(clock.now()),
        ...(mistaken ? { entered_in_error: true } : {}),
      });
      return keep(tx, call, before, {
        change_kind: how,
        event_type: mistaken
          ? "prescription_entered_in_error"
          : "prescription_stopped",
        action: how,
        reason,
      });
    });
  };

  return {
    async adjust(
      call: Call,
      id: number,
      asked: Adjustment,
    ): Promise<Prescription> {
      await reach(call, id);
      const changes = adjusted(asked);
      return transact(call, async (tx) => {
        const before = (await tx.prescriptions.find(id))!;
        if (before.row_version !== seenVersion(call))
          throw new ClinicError("version_conflict");
        if (!before.is_active) throw refused("The prescription is not active.");
        const { after } = changesBetween(before, { ...before, ...changes });
        if (Object.keys(after).length === 0)
          throw invalidField("/", "changes nothing");
        await update(tx, call, before, changes);
        return keep(tx, call, before, {
          change_kind: "adjusted",
          event_type: "prescription_modified",
          action: "dosage" in after ? "dosage_adjusted" : "adjusted",
          reason: asked.reason,
        });
      });
    },

    async refill(call: Call, id: number): Promise<Prescription> {
      await reach(call, id);
      return transact(call, async (tx) => {
        const taken = await tx.prescriptions.takeRefill(id);
        const now = (await tx.prescriptions.find(id))!;
        if (!taken && !now.is_active)
          throw refused("The prescription is not active.");
        if (!taken) throw new ClinicError("no_refills_left");
        // Our update holds the row, so what stood before it is one refill more.
        const before = { ...now, refills_remaining: now.refills_remaining + 1 };
        return keep(tx, call, before, {
          change_kind: "refilled",
          event_type: "prescription_refilled",
          action: "refilled",
          reason: null,
        });
      });
    },

    stop: (call: Call, id: number, reason: string): Promise<Prescription> =>
      end(call, id, reason, "stopped"),

    enteredInError: (
      call: Call,
      id: number,
      reason: string,
    ): Promise<Prescription> => end(call, id, reason, "entered_in_error"),
  };
}

export type PrescriptionChangeService = ReturnType<
  typeof prescriptionChangeService
>;
