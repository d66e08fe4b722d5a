import type { Appointment } from "#contract/appointments.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { AuditEvent } from "#server/kernel/audit-event.ts";
import type { Call } from "#server/kernel/call.ts";
import { changesBetween } from "#server/kernel/changes.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Instant } from "#server/kernel/instants.ts";
import { instantToSql, sqlToInstant } from "#server/kernel/instants.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import type { Calendars } from "#server/storage/calendars.ts";
import type { VisitState } from "./appointment-state.rules.ts";
import type { AppointmentRepository } from "./appointment.repository.ts";
import { cellsOf } from "./cells.rules.ts";
import { zoneOf, type PlannedVisit } from "./planned-visit.rules.ts";
import type { StandingRepository } from "./standing.repository.ts";

/** What the worklist is told: a visit that waited there was moved or cancelled. */
export interface WorklistOfVisits {
  resolveFor(
    appointment_id: number,
    status: "moved" | "cancelled",
    account_id: number,
  ): Promise<unknown>;
}

/** What every transaction over visits works with. */
export interface VisitRepositories {
  readonly visits: AppointmentRepository;
  readonly standing: StandingRepository;
  readonly calendars: Calendars;
  readonly worklist: WorklistOfVisits;
}

/** Visits that ended longer ago hold no cells; they are checked by range alone. */
export const CELLS_KEPT_HOURS = 48;

/** "2030-01-07T09:00:00Z" as the answers say it. */
export const instantOf = (wire: string): Instant =>
  sqlToInstant(wire.slice(0, -1));

export function stateOf(visit: Appointment): VisitState {
  return {
    status: visit.status,
    appointment_date: visit.appointment_date as WallDate,
    starts_at: instantOf(visit.starts_at),
    zone: zoneOf(visit.time_zone),
    arrived_at: visit.arrived_at === null ? null : instantOf(visit.arrived_at),
  };
}

/** A stored visit as a plan of its own time. */
export function planOf(visit: Appointment): PlannedVisit {
  const { doctor_id, patient_id, location_id } = visit;
  return {
    doctor_id,
    patient_id,
    location_id,
    appointment_date: visit.appointment_date as WallDate,
    start_time: visit.start_time as WallTime,
    end_time: visit.end_time as WallTime,
    starts_at: instantOf(visit.starts_at),
    ends_at: instantOf(visit.ends_at),
    time_zone: zoneOf(visit.time_zone),
  };
}

/** The columns that place and time of a visit fill. */
export function columnsOf(plan: PlannedVisit) {
  return {
    doctor_id: plan.doctor_id,
    location_id: plan.location_id,
    appointment_date: plan.appointment_date,
    start_time: plan.start_time,
    end_time: plan.end_time,
    starts_at: instantToSql(plan.starts_at),
    ends_at: instantToSql(plan.ends_at),
    time_zone: plan.time_zone,
  };
}

/** The reason for passing over hours and absences; only the staff may. @throws ClinicError `forbidden` */
export function overrideOf(
  call: Call,
  override_reason: string | undefined,
): string | null {
  if (override_reason === undefined) return null;
  requirePermission(call.actor, "appointments.override");
  return override_reason;
}

/** Claims the cells of visits in one insert. @throws ClinicError `doctor_busy`, `patient_busy` */
export async function claimCells(
  calendars: Calendars,
  visits: readonly { id: number; plan: PlannedVisit }[],
  now: Instant,
): Promise<void> {
  const oldest = now.subtract({ hours: CELLS_KEPT_HOURS }).epochMilliseconds;
  const claims = visits
    .filter(({ plan }) => plan.ends_at.epochMilliseconds > oldest)
    .map(({ id, plan }) => ({
      appointment_id: id,
      doctor_id: plan.doctor_id,
      patient_id: plan.patient_id,
      cells: cellsOf(plan.starts_at, plan.ends_at),
    }));
  if (claims.length > 0) await calendars.claim(claims);
}

/** A visit in the version seen. @throws ClinicError `not_found`, `version_conflict` */
export function requireSeen(
  visit: Appointment | undefined,
  seen: number,
): asserts visit is Appointment {
  if (!visit) throw new ClinicError("not_found");
  if (visit.row_version !== seen) throw new ClinicError("version_conflict");
}

/** The audit entry of a change of a visit; without `before` it tells of a new one. */
export function visitEvent(
  event_type: string,
  action: string,
  before: Appointment | undefined,
  after: Appointment,
  reason: string | null = null,
): AuditEvent {
  return {
    event_type,
    action,
    target: {
      type: "appointment",
      id: after.id,
      patient_id: after.patient_id,
      patient_name: after.patient_name,
    },
    changes: before
      ? changesBetween(before, after, reason)
      : { after: { ...after }, reason },
    context: { appointment_id: after.id, location: after.location_name },
  };
}
