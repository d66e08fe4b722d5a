import type { Appointment, updateAppointment } from "#contract/appointments.ts";
import type {
  cancelAppointment,
  completeAppointment,
  reopenAppointment,
} from "#contract/bookings.ts";
import type { Input } from "#contract/endpoint.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import { seenVersion, type Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { instantToSql, type Instant } from "#server/kernel/instants.ts";
import { tidyOrNull } from "#server/kernel/text.ts";
import { holdsCells, nextStatus } from "./appointment-state.rules.ts";
import type { AppointmentCommand } from "./appointment-state.rules.ts";
import { requireReach } from "./appointment.policy.ts";
import type { AppointmentColumns } from "./appointment.repository.ts";
import { requireBookable } from "./booking.rules.ts";
import type { BookingServiceNeeds } from "./booking.service.ts";
import { cancellerOf, requireCancellable } from "./cancellation.rules.ts";
import {
  claimCells,
  instantOf,
  overrideOf,
  planOf,
  requireSeen,
  stateOf,
  visitEvent,
  type VisitRepositories,
} from "./visit-changes.ts";

interface Step {
  /** Absent: an edit that leaves the status alone. */
  readonly command?: AppointmentCommand;
  readonly event: string;
  readonly reason?: string;
  /** The columns that change beside the status. */
  readonly changes: (
    visit: Appointment,
    now: Instant,
  ) => Partial<AppointmentColumns>;
  /** Before the change, after the calendars were touched. */
  readonly check?: (
    tx: VisitRepositories,
    visit: Appointment,
    now: Instant,
  ) => Promise<void>;
}

/** Everything that happens to a visit where it stands: its states, its purpose, its notes. */
export function transitionService({
  transact,
  clock,
}: Omit<BookingServiceNeeds, "visits">) {
  const step = (call: Call, id: number, step: Step): Promise<Appointment> => {
    const seen = seenVersion(call);
    return transact(call, async (tx) => {
      const before = await tx.visits.find(id);
      if (!before) throw new ClinicError("not_found");
      await requireReach(call, before, tx.visits.covers);
      requireSeen(before, seen);
      const now = clock.now();
      const status = step.command
        ? nextStatus(step.command, stateOf(before), {
            now,
            reason: step.reason,
          })
        : before.status;
      const held = holdsCells(before.status);
      const holds = holdsCells(status);
      const columns = step.changes(before, now);
      // Boards poll the doctor's version, so every change touches it.
      await tx.calendars.touch({
        doctors: [before.doctor_id],
        patients: held === holds ? [] : [before.patient_id],
      });
      await step.check?.(tx, before, now);
      if (!(await tx.visits.update(id, seen, { ...columns, status })))
        throw new ClinicError("version_conflict");
      if (held && !holds) await tx.calendars.release([id]);
      if (!held && holds)
        await claimCells(tx.calendars, [{ id, plan: planOf(before) }], now);
      if (status === "Cancelled")
        await tx.worklist.resolveFor(id, "cancelled", call.actor.account_id);
      const after = (await tx.visits.find(id))!;
      tx.audit(
        visitEvent(
          `appointment_${step.event}`,
          step.event,
          before,
          after,
          step.reason,
        ),
      );
      return after;
    });
  };

  return {
    async edit(
      call: Call,
      id: number,
      body: Input<typeof updateAppointment>["body"],
    ): Promise<Appointment> {
      requirePermission(call.actor, "appointments.edit");
      return step(call, id, {
        event: "modified",
        changes: () => ({
          ...(body.purpose === undefined
            ? {}
            : { purpose: tidyOrNull(body.purpose) }),
          ...(body.notes === undefined
            ? {}
            : { notes: tidyOrNull(body.notes) }),
        }),
      });
    },

    async cancel(
      call: Call,
      id: number,
      body: Input<typeof cancelAppointment>["body"],
    ): Promise<Appointment> {
      requirePermission(call.actor, "appointments.cancel");
      return step(call, id, {
        command: "cancel",
        event: "cancelled",
        reason: body.cancellation_reason,
        changes: (visit, now) => {
          requireCancellable(call.role, instantOf(visit.starts_at), now);
          return {
            cancellation_reason: body.cancellation_reason,
            cancelled_by: cancellerOf(call.role, body.cancelled_by),
            cancelled_at: instantToSql(now),
          };
        },
      });
    },

    async arrive(call: Call, id: number): Promise<Appointment> {
      requirePermission(call.actor, "appointments.arrive");
      return step(call, id, {
        command: "arrive",
        event: "arrived",
        changes: (_visit, now) => ({ arrived_at: instantToSql(now) }),
      });
    },

    async complete(
      call: Call,
      id: number,
      body: Input<typeof completeAppointment>["body"],
    ): Promise<Appointment> {
      requirePermission(call.actor, "appointments.complete");
      return step(call, id, {
        command: "complete",
        event: "completed",
        changes: (_visit, now) => ({
          completed_at: instantToSql(now),
          ...(body.notes === undefined
            ? {}
            : { notes: tidyOrNull(body.notes) }),
        }),
      });
    },

    async noShow(call: Call, id: number): Promise<Appointment> {
      requirePermission(call.actor, "appointments.no_show");
      return step(call, id, {
        command: "no_show",
        event: "no_show",
        changes: () => ({}),
      });
    },

    async reopen(
      call: Call,
      id: number,
      body: Input<typeof reopenAppointment>["body"],
    ): Promise<Appointment> {
      requirePermission(call.actor, "appointments.reopen");
      const override = overrideOf(call, body.override_reason);
      return step(call, id, {
        command: "reopen",
        event: "reopened",
        reason: body.reason,
        changes: (visit) => ({
          completed_at: null,
          cancelled_at: null,
          cancelled_by: null,
          cancellation_reason: null,
          override_reason: override ?? visit.override_reason,
        }),
        // Its time may have been given away, or closed, in between.
        check: async (tx, visit, now) => {
          if (holdsCells(visit.status)) return;
          const plan = planOf(visit);
          requireBookable(plan, await tx.standing.all(plan, [id]), {
            now,
            overridden: (override ?? visit.override_reason) !== null,
            keepsItsTime: true,
          });
        },
      });
    },
  };
}

export type TransitionService = ReturnType<typeof transitionService>;
