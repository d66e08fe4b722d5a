import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Instant } from "#server/kernel/instants.ts";
import { withinHours, type WeeklyHours } from "./opening.rules.ts";
import type { PlannedVisit } from "./planned-visit.rules.ts";

/** Doctor, patient and location of a visit; undefined: not there. */
export interface PeopleOfVisit {
  readonly doctor: { readonly is_active: boolean } | undefined;
  readonly patient: { readonly is_active: boolean } | undefined;
  readonly location:
    { readonly is_active: boolean; readonly time_zone: string } | undefined;
}

export interface Standing extends PeopleOfVisit {
  readonly doctor_busy: boolean;
  readonly patient_busy: boolean;
  readonly doctor_away: boolean;
  readonly location_closed: boolean;
  /** The doctor's hours at the location on the day of the visit. */
  readonly hours: readonly WeeklyHours[];
}

/** What the booker may pass over. */
export interface Leave {
  readonly now: Instant;
  /** The staff gave a reason: hours, absences and the past do not count. */
  readonly overridden: boolean;
  /** The visit stands where it stood, so that it lies in the past is no news. */
  readonly keepsItsTime?: boolean;
}

/** @throws ClinicError `not_found` naming the field, or `*_inactive` */
export function requirePeople(
  people: PeopleOfVisit,
): asserts people is Required<PeopleOfVisit> & {
  location: { time_zone: string };
} {
  for (const who of ["doctor", "patient", "location"] as const)
    if (!people[who]) throw absent(`/${who}_id`);
  for (const who of ["doctor", "patient", "location"] as const)
    if (!people[who]?.is_active)
      throw new ClinicError(`${who}_inactive`, undefined, {
        errors: [{ pointer: `/${who}_id`, detail: "is inactive" }],
      });
}

/** Absent, or somebody else's: the answer is the same. */
export function absent(pointer: string): ClinicError {
  return new ClinicError("not_found", undefined, {
    errors: [{ pointer, detail: "not found" }],
  });
}

/** @throws ClinicError `doctor_busy`, `patient_busy`; says nothing of the other visit */
export function requireFree(busy: {
  readonly doctor_busy: boolean;
  readonly patient_busy: boolean;
}): void {
  if (busy.doctor_busy) throw new ClinicError("doctor_busy");
  if (busy.patient_busy) throw new ClinicError("patient_busy");
}

/** @throws ClinicError `in_the_past` unless overridden or unmoved */
export function requireAhead(visit: PlannedVisit, leave: Leave): void {
  if (leave.overridden || leave.keepsItsTime) return;
  if (visit.starts_at.epochMilliseconds < leave.now.epochMilliseconds)
    throw new ClinicError("in_the_past", undefined, {
      errors: [{ pointer: "/start_time", detail: "That time has passed." }],
    });
}

/**
 * Whether a visit may stand at its time.
 * @throws ClinicError with the first thing in the way: absent or inactive people, another visit, the past,
 * a closure, an absence, hours
 */
export function requireBookable(
  visit: PlannedVisit,
  standing: Standing,
  leave: Leave,
): void {
  requirePeople(standing);
  // A zone changed in between would make the derived instants wrong.
  if (standing.location?.time_zone !== visit.time_zone)
    throw new ClinicError("busy", undefined, { retry_after: 1 });
  requireFree(standing);
  requireAhead(visit, leave);
  if (leave.overridden) return;
  if (standing.location_closed) throw new ClinicError("location_closed");
  if (standing.doctor_away) throw new ClinicError("doctor_away");
  if (!withinHours(standing.hours, visit).ok)
    throw new ClinicError("outside_hours");
}
