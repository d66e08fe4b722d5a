import Type from "typebox";
import {
  Appointment,
  appointmentAnswerFor,
  cancellers,
} from "./appointments.ts";
import { endpoint } from "./endpoint.ts";
import type { ErrorCode } from "./errors.ts";
import type { Action } from "./permissions.ts";
import {
  Fields,
  Id,
  IdPath,
  OneOf,
  Prose,
  Reason,
  UtcOffset,
  Version,
  WallDate,
  WallTime,
} from "./types.ts";

const tag = "appointments";

const wallTime = {
  appointment_date: WallDate,
  start_time: WallTime,
  end_time: WallTime,
  utc_offset: Type.Optional(UtcOffset),
  end_utc_offset: Type.Optional(UtcOffset),
};
const override_reason = Type.Optional(Reason);

/** What may stand in the way of a time. */
const calendarErrors: readonly ErrorCode[] = [
  "doctor_busy",
  "patient_busy",
  "invalid_time",
  "local_time_missing",
  "outside_hours",
  "doctor_away",
  "location_closed",
  "doctor_inactive",
  "location_inactive",
  "patient_inactive",
  "in_the_past",
];

export const bookAppointment = endpoint({
  id: "bookAppointment",
  method: "POST",
  path: "/appointments",
  tag,
  summary: "Book a visit",
  description:
    "Wall time at the location, on 5-minute marks, 5 to 480 minutes, within one day. The staff books outside hours, in closed times and in the past with an `override_reason`; nobody books over another visit.",
  action: "appointments.book",
  body: Fields({
    doctor_id: Id,
    patient_id: Id,
    location_id: Id,
    ...wallTime,
    purpose: Type.Optional(Prose(2_000)),
    notes: Type.Optional(Prose(10_000)),
    override_reason,
  }),
  status: 201,
  answer: Appointment,
  answerFor: appointmentAnswerFor,
  etag: true,
  idempotent: true,
  errors: calendarErrors,
});

export const rescheduleAppointment = endpoint({
  id: "rescheduleAppointment",
  method: "POST",
  path: "/appointments/:id/reschedule",
  tag,
  summary: "Move a visit, also to another doctor or location",
  action: "appointments.move",
  params: IdPath,
  body: Fields({
    doctor_id: Type.Optional(Id),
    location_id: Type.Optional(Id),
    ...wallTime,
    override_reason,
    reason: Type.Optional(Reason),
  }),
  status: 200,
  answer: Appointment,
  etag: true,
  ifMatch: true,
  idempotent: true,
  errors: [...calendarErrors, "transition_refused", "refused_by_rule"],
});

export const swapAppointments = endpoint({
  id: "swapAppointments",
  method: "POST",
  path: "/appointments/swap",
  tag,
  summary: "Two visits exchange their times",
  description:
    "Each begins when the other began and keeps its own length and doctor. Visits of one doctor exchange their places too; with two doctors each stays where its doctor is.",
  action: "appointments.swap",
  body: Fields({
    first_id: Id,
    first_version: Version,
    second_id: Id,
    second_version: Version,
    override_reason,
    reason: Type.Optional(Reason),
  }),
  status: 200,
  answer: Fields({ items: Type.Array(Appointment) }),
  idempotent: true,
  errors: [...calendarErrors, "transition_refused", "version_conflict"],
});

/** A state change: If-Match, one verb, the changed visit as the answer. */
function transition<
  const Name extends string,
  const Fields_ extends Parameters<typeof Fields>[0],
>(
  verb: string,
  id: Name,
  summary: string,
  action: Action,
  fields: Fields_,
  errors: readonly ErrorCode[] = [],
) {
  return endpoint({
    id,
    method: "POST",
    path: `/appointments/:id/${verb}`,
    tag,
    summary,
    action,
    params: IdPath,
    body: Fields(fields),
    status: 200,
    answer: Appointment,
    answerFor: appointmentAnswerFor,
    etag: true,
    ifMatch: true,
    errors: ["transition_refused", ...errors],
  });
}

export const cancelAppointment = transition(
  "cancel",
  "cancelAppointment",
  "Cancel a visit; patients up to 24 hours before",
  "appointments.cancel",
  {
    cancellation_reason: Reason,
    cancelled_by: Type.Optional(
      OneOf(cancellers, "on whose behalf; a patient's own is always Patient"),
    ),
  },
  ["refused_by_rule"],
);
export const arriveAppointment = transition(
  "arrive",
  "arriveAppointment",
  "The patient has arrived",
  "appointments.arrive",
  {},
);
export const completeAppointment = transition(
  "complete",
  "completeAppointment",
  "The visit has taken place",
  "appointments.complete",
  { notes: Type.Optional(Prose(10_000)) },
);
export const noShowAppointment = transition(
  "no-show",
  "noShowAppointment",
  "The patient did not come",
  "appointments.no_show",
  {},
);
export const reopenAppointment = transition(
  "reopen",
  "reopenAppointment",
  "Back to Scheduled on the visit's own day",
  "appointments.reopen",
  { reason: Reason, override_reason },
  [...calendarErrors, "reason_required"],
);

export const bookingEndpoints = [
  bookAppointment,
  swapAppointments,
  rescheduleAppointment,
  cancelAppointment,
  arriveAppointment,
  completeAppointment,
  noShowAppointment,
  reopenAppointment,
];
