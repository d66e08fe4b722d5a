import type { Appointment } from "#contract/appointments.ts";
import type { swapAppointments } from "#contract/bookings.ts";
import type { Input } from "#contract/endpoint.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import { nextStatus } from "./appointment-state.rules.ts";
import { requireReach } from "./appointment.policy.ts";
import { requireBookable, requireFree } from "./booking.rules.ts";
import type { BookingServiceNeeds } from "./booking.service.ts";
import { swapped } from "./swap.rules.ts";
import {
  claimCells,
  columnsOf,
  overrideOf,
  planOf,
  requireSeen,
  stateOf,
  visitEvent,
} from "./visit-changes.ts";

type Swap = Input<typeof swapAppointments>["body"];

/** Two visits exchange their times in one transaction: nobody sees one of them moved alone. */
export function swapService({ visits, transact, clock }: BookingServiceNeeds) {
  return {
    async swap(call: Call, body: Swap): Promise<{ items: Appointment[] }> {
      requirePermission(call.actor, "appointments.swap");
      const ids = [body.first_id, body.second_id] as const;
      if (ids[0] === ids[1])
        throw invalidField("/second_id", "is the same visit");
      for (const id of ids) {
        const known = await visits.find(id);
        if (!known) throw new ClinicError("not_found");
        await requireReach(call, known, visits.covers);
      }
      const override_reason = overrideOf(call, body.override_reason);
      return transact(call, async (tx) => {
        const first = await tx.visits.find(body.first_id);
        const second = await tx.visits.find(body.second_id);
        requireSeen(first, body.first_version);
        requireSeen(second, body.second_version);
        const before = [first, second] as const;
        const now = clock.now();
        for (const visit of before)
          nextStatus("reschedule", stateOf(visit), { now });
        const plans = swapped(planOf(first), planOf(second));
        await tx.calendars.touch({
          doctors: before.map((visit) => visit.doctor_id),
          patients: before.map((visit) => visit.patient_id),
        });
        const leave = { now, overridden: override_reason !== null };
        for (const plan of plans)
          requireBookable(plan, await tx.standing.all(plan, ids), leave);
        requireFree(betweenThemselves(...plans));
        const moves = before
          .map((visit, at) => ({
            id: visit.id,
            seen: visit.row_version,
            plan: plans[at as 0 | 1],
          }))
          .sort((a, b) => a.id - b.id);
        for (const { id, seen, plan } of moves) {
          const changed = await tx.visits.update(id, seen, {
            ...columnsOf(plan),
            override_reason,
            arrived_at: null,
          });
          if (!changed) throw new ClinicError("version_conflict");
        }
        await tx.calendars.release(ids);
        await claimCells(tx.calendars, moves, now);
        const items: Appointment[] = [];
        for (const visit of before) {
          await tx.worklist.resolveFor(
            visit.id,
            "moved",
            call.actor.account_id,
          );
          const after = (await tx.visits.find(visit.id))!;
          items.push(after);
          tx.audit(
            visitEvent(
              "appointment_rescheduled",
              "swapped",
              visit,
              after,
              body.reason ?? override_reason,
            ),
          );
        }
        return { items };
      });
    },
  };
}

/** The new times of one doctor's or one patient's two visits, held against each other. */
function betweenThemselves(
  ...[a, b]: ReturnType<typeof swapped>
): Parameters<typeof requireFree>[0] {
  const overlap =
    a.starts_at.epochMilliseconds < b.ends_at.epochMilliseconds &&
    b.starts_at.epochMilliseconds < a.ends_at.epochMilliseconds;
  return {
    doctor_busy: overlap && a.doctor_id === b.doctor_id,
    patient_busy: overlap && a.patient_id === b.patient_id,
  };
}

export type SwapService = ReturnType<typeof swapService>;
