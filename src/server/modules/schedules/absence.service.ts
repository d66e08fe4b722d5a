import type { Action, Role } from "#contract/permissions.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission, type Actor } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { tidyOrNull } from "#server/kernel/text.ts";
import type { Transact } from "#server/kernel/transact.ts";
import type {
  AffectedVisit,
  Worklist,
  WorklistCause,
} from "#server/kernel/worklist.ts";
import type { Calendars } from "#server/storage/calendars.ts";
import { absenceTimes } from "./absences.rules.ts";
import type {
  Absence,
  AbsenceRepository,
  Owner,
} from "./absence.repository.ts";
import type { PlaceRepository } from "./place.repository.ts";
import { requireOwnCalendar } from "./schedule.policy.ts";

type Queue = Pick<Calendars, "touchDoctors" | "touchAllDoctors">;

/** What tells a doctor's time off from a location's closing; everything else they share. */
export interface AbsenceKind<O extends Owner> {
  readonly owner: O;
  readonly cause: WorklistCause & ("time_off" | "closure");
  readonly read: Action;
  readonly change: Action;
  guard(role: Role, actor: Actor, owner_id: number): void;
  touch(calendars: Queue, owner_id: number): Promise<void>;
  exists(places: PlaceRepository, owner_id: number): Promise<unknown>;
}

export const timeOffKind: AbsenceKind<"doctor_id"> = {
  owner: "doctor_id",
  cause: "time_off",
  read: "doctors.time_off",
  change: "doctors.time_off",
  guard: requireOwnCalendar,
  touch: (calendars, id) => calendars.touchDoctors([id]),
  exists: (places, id) => places.doctor(id),
};

export const closureKind: AbsenceKind<"location_id"> = {
  owner: "location_id",
  cause: "closure",
  read: "locations.read",
  change: "locations.close",
  guard: () => undefined,
  touch: (calendars) => calendars.touchAllDoctors(),
  exists: (places, id) => places.location(id),
};

export interface AbsenceServiceNeeds<O extends Owner> {
  readonly absences: AbsenceRepository<O>;
  readonly places: PlaceRepository;
  readonly clock: Clock;
  readonly transact: Transact<{
    absences: AbsenceRepository<O>;
    places: PlaceRepository;
    calendars: Queue;
    worklist: Worklist;
  }>;
}

export interface NewAbsence {
  /** The location whose wall is meant. */
  readonly location_id: number;
  readonly starts_on: string;
  readonly start_time?: string | undefined;
  readonly ends_on: string;
  readonly end_time?: string | undefined;
  readonly reason?: string | null | undefined;
}

/** Time off and closures: they close a calendar, and what was booked in them goes to the worklist. */
export function absenceService<O extends Owner>(
  kind: AbsenceKind<O>,
  { absences, places, clock, transact }: AbsenceServiceNeeds<O>,
) {
  return {
    async list(
      call: Call,
      owner_id: number,
      query: {
        cursor?: string;
        limit?: number;
        from?: string;
        to?: string;
        include_cancelled?: boolean;
      },
    ): Promise<Page<Absence<O>>> {
      const role = requirePermission(call.actor, kind.read);
      kind.guard(role, call.actor, owner_id);
      if (!(await kind.exists(places, owner_id)))
        throw new ClinicError("not_found");
      return absences.list(owner_id, {
        cursor: query.cursor,
        limit: query.limit ?? 50,
        from: query.from,
        to: query.to,
        include_cancelled: query.include_cancelled ?? false,
      });
    },

    async add(
      call: Call,
      owner_id: number,
      asked: NewAbsence,
    ): Promise<Absence<O> & { affected: AffectedVisit[] }> {
      const role = requirePermission(call.actor, kind.change);
      kind.guard(role, call.actor, owner_id);
      return transact(call, async (tx) => {
        await kind.touch(tx.calendars, owner_id);
        if (!(await kind.exists(tx.places, owner_id)))
          throw new ClinicError("not_found");
        const place = await tx.places.location(asked.location_id);
        if (!place)
          throw new ClinicError("not_found", undefined, {
            errors: [{ pointer: "/location_id", detail: "does not exist" }],
          });
        const times = absenceTimes(asked, place.zone);
        const visits = await tx.worklist.visitsAhead({
          [kind.owner]: owner_id,
          now: clock.now(),
          from: times.starts_at,
          until: times.ends_at,
        });
        const id = await tx.absences.insert(owner_id, times, {
          time_zone: place.zone,
          reason: tidyOrNull(asked.reason) ?? null,
          created_by_account_id: call.actor.account_id,
        });
        const affected = await tx.worklist.add(kind.cause, id, visits);
        const row = (await tx.absences.find(id))!;
        tx.audit({
          event_type: `${kind.cause}_added`,
          action: "added",
          target: { type: kind.cause, id },
          changes: { after: { ...row } },
          context: {
            patient_ids: [...new Set(visits.map((one) => one.patient_id))],
            appointment_ids: visits.map((one) => one.id),
          },
          hipaa_relevant: visits.length > 0,
        });
        return { ...row, affected };
      });
    },

    async cancel(call: Call, id: number): Promise<Absence<O>> {
      const role = requirePermission(call.actor, kind.change);
      const standing = await absences.find(id);
      if (!standing) throw new ClinicError("not_found");
      const owner_id = standing[kind.owner];
      kind.guard(role, call.actor, owner_id);
      return transact(call, async (tx) => {
        await kind.touch(tx.calendars, owner_id);
        if (!(await tx.absences.cancel(id)))
          throw new ClinicError("transition_refused");
        const kept = await tx.worklist.keep(
          kind.cause,
          { cause_id: id },
          call.actor.account_id,
        );
        const row = (await tx.absences.find(id))!;
        tx.audit({
          event_type: `${kind.cause}_cancelled`,
          action: "cancelled",
          target: { type: kind.cause, id },
          changes: {
            before: { cancelled_at: null },
            after: { cancelled_at: row.cancelled_at },
          },
          context: { worklist_items_kept: kept },
          hipaa_relevant: false,
        });
        return row;
      });
    },
  };
}

export type TimeOffService = ReturnType<typeof absenceService<"doctor_id">>;
export type ClosureService = ReturnType<typeof absenceService<"location_id">>;
