import type { Appointment } from "#contract/appointments.ts";
import type {
  bookAppointment,
  rescheduleAppointment,
} from "#contract/bookings.ts";
import type { Input } from "#contract/endpoint.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import { seenVersion, type Call } from "#server/kernel/call.ts";
import type { RelationTo } from "#server/kernel/care-relation.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import type { Transact } from "#server/kernel/transact.ts";
import { nextStatus } from "./appointment-state.rules.ts";
import {
  requireBookableBy,
  requireCalendar,
  requireReach,
} from "./appointment.policy.ts";
import type { AppointmentRepository } from "./appointment.repository.ts";
import {
  requireAhead,
  requireBookable,
  requireFree,
  requirePeople,
  type Leave,
} from "./booking.rules.ts";
import { planVisit, zoneOf } from "./planned-visit.rules.ts";
import type { PlannedVisit, WantedVisit } from "./planned-visit.rules.ts";
import {
  claimCells,
  columnsOf,
  overrideOf,
  requireSeen,
  stateOf,
  visitEvent,
  type VisitRepositories,
} from "./visit-changes.ts";

export interface BookingServiceNeeds {
  readonly visits: AppointmentRepository;
  readonly transact: Transact<VisitRepositories>;
  readonly clock: Clock;
}

type Booking = Input<typeof bookAppointment>["body"];
type Move = Input<typeof rescheduleAppointment>["body"];

/**
 * The plan of a wanted visit, refused early where plain reads already say no.
 * Nothing here is a guarantee: that is what the calendars are touched for.
 */
async function earlyPlan(
  tx: VisitRepositories,
  wanted: WantedVisit,
  leave: Leave,
  current?: Appointment,
): Promise<PlannedVisit> {
  const people = await tx.standing.people(wanted);
  requirePeople(people);
  const plan = planVisit(wanted, zoneOf(people.location.time_zone));
  requireAhead(plan, leave);
  requireFree(await tx.standing.busy(plan, current ? [current.id] : []));
  return plan;
}

/** Booking and moving: the only ways into a calendar beside swapping and reopening. */
export function bookingService({
  visits,
  transact,
  clock,
  relationTo,
}: BookingServiceNeeds & { readonly relationTo: RelationTo }) {
  return {
    async book(call: Call, body: Booking): Promise<Appointment> {
      requirePermission(call.actor, "appointments.book");
      await requireBookableBy(call, body.patient_id, relationTo);
      await requireCalendar(call, body.doctor_id, visits.covers);
      if (call.role === "patient" && body.notes !== undefined)
        throw new ClinicError("forbidden", "Notes are the staff's.");
      const override_reason = overrideOf(call, body.override_reason);
      return transact(call, async (tx) => {
        const leave = {
          now: clock.now(),
          overridden: override_reason !== null,
        };
        const plan = await earlyPlan(tx, body, leave);
        await tx.calendars.touch({
          doctors: [plan.doctor_id],
          patients: [plan.patient_id],
        });
        requireBookable(plan, await tx.standing.all(plan), leave);
        const id = await tx.visits.insert({
          ...columnsOf(plan),
          patient_id: plan.patient_id,
          purpose: body.purpose ?? null,
          notes: body.notes ?? null,
          override_reason,
          booked_by_account_id: call.actor.account_id,
        });
        await claimCells(tx.calendars, [{ id, plan }], leave.now);
        const booked = (await tx.visits.find(id))!;
        tx.audit(
          visitEvent(
            "appointment_booked",
            "booked",
            undefined,
            booked,
            override_reason,
          ),
        );
        return booked;
      });
    },

    async reschedule(call: Call, id: number, body: Move): Promise<Appointment> {
      requirePermission(call.actor, "appointments.move");
      const seen = seenVersion(call);
      // Before the transaction, so that a replayed answer is guarded too.
      const known = await visits.find(id);
      if (!known) throw new ClinicError("not_found");
      await requireReach(call, known, visits.covers);
      if (body.doctor_id !== undefined)
        await requireCalendar(call, body.doctor_id, visits.covers);
      const override_reason = overrideOf(call, body.override_reason);
      return transact(call, async (tx) => {
        const before = await tx.visits.find(id);
        requireSeen(before, seen);
        const now = clock.now();
        nextStatus("reschedule", stateOf(before), { now });
        const wanted = {
          ...body,
          patient_id: before.patient_id,
          doctor_id: body.doctor_id ?? before.doctor_id,
          location_id: body.location_id ?? before.location_id,
        };
        const overridden = override_reason !== null;
        // A visit that is under way may be lengthened or change hands without a reason.
        const leave = (plan: PlannedVisit): Leave => ({
          now,
          overridden,
          keepsItsTime:
            plan.starts_at.toString() === stateOf(before).starts_at.toString(),
        });
        const plan = await earlyPlan(
          tx,
          wanted,
          { now, overridden: true },
          before,
        );
        requireAhead(plan, leave(plan));
        await tx.calendars.touch({
          doctors: [before.doctor_id, plan.doctor_id],
          patients: [plan.patient_id],
        });
        requireBookable(plan, await tx.standing.all(plan, [id]), leave(plan));
        const changed = await tx.visits.update(id, seen, {
          ...columnsOf(plan),
          override_reason,
          // Lengthened or in other hands, the visit still has its patient in the waiting room.
          ...(leave(plan).keepsItsTime &&
          plan.location_id === before.location_id
            ? {}
            : { arrived_at: null }),
        });
        if (!changed) throw new ClinicError("version_conflict");
        await tx.calendars.release([id]);
        await claimCells(tx.calendars, [{ id, plan }], now);
        await tx.worklist.resolveFor(id, "moved", call.actor.account_id);
        const after = (await tx.visits.find(id))!;
        tx.audit(
          visitEvent(
            "appointment_rescheduled",
            "rescheduled",
            before,
            after,
            body.reason ?? override_reason,
          ),
        );
        return after;
      });
    },
  };
}

export type BookingService = ReturnType<typeof bookingService>;
