import type { Input } from "#contract/endpoint.ts";
import type {
  listHours,
  replaceHours,
  WeeklyHours,
} from "#contract/schedules.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import {
  instantToSql,
  sqlToInstant,
  toWall,
  type Instant,
} from "#server/kernel/instants.ts";
import type { Transact } from "#server/kernel/transact.ts";
import { wallDate, type WallDate } from "#server/kernel/wall-time.ts";
import type {
  AffectedVisit,
  VisitAhead,
  Worklist,
} from "#server/kernel/worklist.ts";
import type { Calendars } from "#server/storage/calendars.ts";
import type { HoursRepository } from "./hours.repository.ts";
import { checkedWeek, refuseTwoPlaces, replaceWeek } from "./hours.rules.ts";
import type { OpenHours } from "./hours.rules.ts";
import type { PlaceRepository } from "./place.repository.ts";

export interface HoursServiceNeeds {
  readonly hours: HoursRepository;
  readonly places: PlaceRepository;
  readonly clock: Clock;
  /** The rule that bookings are checked by: a visit left behind is one it would refuse. */
  readonly withinHours: (
    hours: readonly OpenHours[],
    visit: {
      location_id: number;
      appointment_date: WallDate;
      starts_at: Instant;
      ends_at: Instant;
    },
  ) => { ok: boolean };
  readonly transact: Transact<{
    hours: HoursRepository;
    places: PlaceRepository;
    calendars: Pick<Calendars, "touchDoctors">;
    worklist: Worklist;
  }>;
}

type NewWeek = Input<typeof replaceHours>["body"];

/** Weekly hours: a doctor's week at a location, with the days it is valid. */
export function hoursService({
  hours,
  places,
  clock,
  withinHours,
  transact,
}: HoursServiceNeeds) {
  const isWithin = (open: readonly OpenHours[], visit: VisitAhead): boolean =>
    withinHours(open, {
      location_id: visit.location_id,
      appointment_date: visit.appointment_date as WallDate,
      starts_at: sqlToInstant(visit.starts_at),
      ends_at: sqlToInstant(visit.ends_at),
    }).ok;

  return {
    async list(
      call: Call,
      doctor_id: number,
      query: Input<typeof listHours>["query"],
    ): Promise<{ items: WeeklyHours[] }> {
      requirePermission(call.actor, "doctors.read");
      if (!(await places.doctor(doctor_id))) throw new ClinicError("not_found");
      const today = instantToSql(clock.now()).slice(0, 10);
      return {
        items: await hours.list(doctor_id, {
          location_id: query.location_id,
          since: query.include_past ? undefined : today,
        }),
      };
    },

    async replace(
      call: Call,
      doctor_id: number,
      body: NewWeek,
    ): Promise<{ items: WeeklyHours[]; affected: AffectedVisit[] }> {
      requirePermission(call.actor, "doctors.hours");
      const { location_id } = body;
      const week = checkedWeek(body.hours);
      const period = {
        valid_from: wallDate(body.valid_from, "/valid_from"),
        valid_to: body.valid_to ? wallDate(body.valid_to, "/valid_to") : null,
      };
      if (period.valid_to !== null && period.valid_to < period.valid_from)
        throw invalidField("/valid_to", "must not be before valid_from");
      return transact(call, async (tx) => {
        const now = clock.now();
        await tx.calendars.touchDoctors([doctor_id]);
        const [doctor, place] = [
          await tx.places.doctor(doctor_id),
          await tx.places.location(location_id),
        ];
        if (!doctor) throw new ClinicError("not_found");
        if (!place) throw absent("/location_id");
        if (!place.is_active && week.length > 0)
          throw new ClinicError("location_inactive");
        const before = await tx.hours.list(doctor_id, { location_id });
        const change = replaceWeek(before, period, week);
        const visits = await tx.worklist.visitsAhead({
          doctor_id,
          location_id,
          now,
        });
        await tx.hours.remove(change.remove.map((row) => row.id));
        for (const { row, valid_to } of change.end)
          await tx.hours.end(row.id, valid_to);
        await tx.hours.insert(doctor_id, location_id, change.insert);
        const all = await tx.hours.list(doctor_id);
        const today = toWall(now, place.zone).date;
        refuseTwoPlaces(
          all,
          period.valid_from > today ? period.valid_from : today,
        );
        const after = all.filter((row) => row.location_id === location_id);
        // What was outside before (by override) is not this change's doing.
        const left = visits.filter(
          (one) => isWithin(before, one) && !isWithin(after, one),
        );
        const affected = await tx.worklist.add("hours_changed", null, left);
        await tx.worklist.keep(
          "hours_changed",
          {
            appointment_ids: visits
              .filter((one) => isWithin(after, one))
              .map((one) => one.id),
          },
          call.actor.account_id,
        );
        tx.audit({
          event_type: "doctor_hours_changed",
          action: "replaced",
          target: { type: "doctor", id: doctor_id },
          changes: {
            before: { hours: before.map(asAudited) },
            after: { hours: after.map(asAudited) },
          },
          context: {
            location_id,
            patient_ids: [...new Set(left.map((one) => one.patient_id))],
            appointment_ids: left.map((one) => one.id),
          },
          hipaa_relevant: left.length > 0,
        });
        return { items: after, affected };
      });
    },
  };
}

const absent = (pointer: string): ClinicError =>
  new ClinicError("not_found", undefined, {
    errors: [{ pointer, detail: "does not exist" }],
  });

const asAudited = ({
  weekday,
  start_time,
  end_time,
  valid_from,
  valid_to,
}: WeeklyHours) => ({ weekday, start_time, end_time, valid_from, valid_to });

export type HoursService = ReturnType<typeof hoursService>;
