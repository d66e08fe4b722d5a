import { ClinicError } from "#server/kernel/clinic-error.ts";
import { toWall } from "#server/kernel/instants.ts";
import type { Instant } from "#server/kernel/instants.ts";
import type { WallDate } from "#server/kernel/wall-time.ts";
import type { ZoneId } from "#server/kernel/zones.ts";

export type AppointmentStatus =
  "Scheduled" | "Completed" | "Cancelled" | "No-show";

export type AppointmentCommand =
  "arrive" | "complete" | "no_show" | "cancel" | "reschedule" | "reopen";

/** What the state machine looks at; `zone` is the location's. */
export interface VisitState {
  readonly status: AppointmentStatus;
  readonly appointment_date: WallDate;
  readonly starts_at: Instant;
  readonly zone: ZoneId;
  readonly arrived_at: Instant | null;
}

export interface TransitionFacts {
  readonly now: Instant;
  readonly reason?: string | null | undefined;
}

type Hindrance = (visit: VisitState, now: Instant) => string | undefined;

interface Transition {
  readonly from: readonly AppointmentStatus[];
  readonly to: AppointmentStatus;
  readonly hindrance?: Hindrance;
}

const today = (visit: VisitState, now: Instant): WallDate =>
  toWall(now, visit.zone).date;

const notBeforeItsDay: Hindrance = (visit, now) =>
  today(visit, now) < visit.appointment_date
    ? "the day of the visit has not come"
    : undefined;

const transitions: Record<AppointmentCommand, Transition> = {
  arrive: {
    from: ["Scheduled"],
    to: "Scheduled",
    hindrance: (visit, now) =>
      visit.arrived_at
        ? "the patient has already arrived"
        : notBeforeItsDay(visit, now),
  },
  complete: {
    from: ["Scheduled"],
    to: "Completed",
    hindrance: notBeforeItsDay,
  },
  no_show: {
    from: ["Scheduled"],
    to: "No-show",
    hindrance: (visit, now) =>
      now.epochMilliseconds < visit.starts_at.epochMilliseconds
        ? "the visit has not started"
        : undefined,
  },
  cancel: { from: ["Scheduled"], to: "Cancelled" },
  reschedule: { from: ["Scheduled"], to: "Scheduled" },
  reopen: {
    from: ["Completed", "Cancelled", "No-show"],
    to: "Scheduled",
    // A slip is undone on the day it happened; later it would rewrite what takings and reports have counted.
    hindrance: (visit, now) =>
      today(visit, now) === visit.appointment_date
        ? undefined
        : "a visit goes back to Scheduled only on its own day",
  },
};

const commands = Object.keys(transitions) as AppointmentCommand[];

function hindranceOf(
  command: AppointmentCommand,
  visit: VisitState,
  now: Instant,
): string | undefined {
  const { from, hindrance } = transitions[command];
  if (!from.includes(visit.status)) return `the visit is ${visit.status}`;
  return hindrance?.(visit, now);
}

/** The commands that the visit would accept now; `reopen` also wants a reason. */
export function allowedCommands(
  visit: VisitState,
  now: Instant,
): AppointmentCommand[] {
  return commands.filter((command) => !hindranceOf(command, visit, now));
}

/** Scheduled and Completed visits hold their calendar cells; a command that enters or leaves them claims or frees. */
export function holdsCells(status: AppointmentStatus): boolean {
  return status === "Scheduled" || status === "Completed";
}

/**
 * The status after a command. Reopening a Cancelled or No-show visit claims its cells again: the caller does.
 * @throws ClinicError `transition_refused` with `from`, `command` and `allowed`; `reason_required` for reopening without a reason.
 */
export function nextStatus(
  command: AppointmentCommand,
  visit: VisitState,
  facts: TransitionFacts,
): AppointmentStatus {
  const hindrance = hindranceOf(command, visit, facts.now);
  if (hindrance !== undefined) {
    const allowed = allowedCommands(visit, facts.now);
    throw new ClinicError(
      "transition_refused",
      `${command} refused: ${hindrance}. Allowed now: ${allowed.join(", ") || "nothing"}.`,
      { from: visit.status, command, allowed },
    );
  }
  if (command === "reopen" && !facts.reason?.trim())
    throw new ClinicError("reason_required", undefined, {
      errors: [{ pointer: "/reason", detail: "Say why." }],
    });
  return transitions[command].to;
}
