import Type, { type Static } from "typebox";
import { endpoint } from "./endpoint.ts";
import {
  Fields,
  Id,
  IdPath,
  Instant,
  Nullable,
  OneOf,
  PageOf,
  pageQuery,
  Prose,
  Version,
  WallDate,
} from "./types.ts";

const tag = "appointments";

export const appointmentStatuses = [
  "Scheduled",
  "Completed",
  "Cancelled",
  "No-show",
] as const;
export const cancellers = ["Patient", "Doctor", "Admin"] as const;

const forEveryone = {
  id: Id,
  doctor_id: Id,
  patient_id: Id,
  location_id: Id,
  appointment_date: WallDate,
  start_time: Type.String(),
  end_time: Type.String(),
  purpose: Nullable(Type.String()),
  status: OneOf(appointmentStatuses),
  created_at: Instant,
  updated_at: Instant,
  cancellation_reason: Nullable(Type.String()),
  cancelled_by: Nullable(OneOf(cancellers)),
  starts_at: Instant,
  ends_at: Instant,
  time_zone: Type.String(),
  utc_offset: Type.String(),
  end_utc_offset: Type.String(),
  arrived_at: Nullable(Instant),
  completed_at: Nullable(Instant),
  cancelled_at: Nullable(Instant),
  doctor_name: Type.String(),
  patient_name: Type.String(),
  location_name: Type.String(),
  row_version: Version,
};

/** A visit as the staff sees it. Wall times are the location's; instants are derived from them. */
export const Appointment = Fields({
  ...forEveryone,
  notes: Nullable(Type.String()),
  override_reason: Nullable(Type.String()),
  booked_by_account_id: Nullable(Type.Integer()),
});
export type Appointment = Static<typeof Appointment>;

/** Without what is the staff's own: for the patient and for billing. */
export const AppointmentInBrief = Fields(forEveryone);

const AppointmentPage = PageOf(Appointment);
const AppointmentPageInBrief = PageOf(AppointmentInBrief);

/** Answers by role of one visit. */
export const appointmentAnswerFor = {
  billing: AppointmentInBrief,
  patient: AppointmentInBrief,
};
const pageAnswerFor = {
  billing: AppointmentPageInBrief,
  patient: AppointmentPageInBrief,
};

export const getAppointment = endpoint({
  id: "getAppointment",
  method: "GET",
  path: "/appointments/:id",
  tag,
  summary: "One visit",
  action: "appointments.read",
  params: IdPath,
  status: 200,
  answer: Appointment,
  answerFor: appointmentAnswerFor,
  etag: true,
});

export const listAppointments = endpoint({
  id: "listAppointments",
  method: "GET",
  path: "/appointments",
  tag,
  summary: "Visits of a doctor or a location, by date and time",
  description:
    "The desk and billing name a doctor or a location. A doctor sees the own visits, a patient the own.",
  action: "appointments.read",
  query: Fields({
    ...pageQuery,
    doctor_id: Type.Optional(Id),
    location_id: Type.Optional(Id),
    from: Type.Optional(WallDate),
    to: Type.Optional(WallDate),
    status: Type.Optional(OneOf(appointmentStatuses)),
  }),
  status: 200,
  answer: AppointmentPage,
  answerFor: pageAnswerFor,
});

export const listPatientAppointments = endpoint({
  id: "listPatientAppointments",
  method: "GET",
  path: "/patients/:id/appointments",
  tag,
  summary: "Visits of a patient, newest first",
  action: "appointments.read",
  params: IdPath,
  query: Fields(pageQuery),
  status: 200,
  answer: AppointmentPage,
  answerFor: pageAnswerFor,
});

export const updateAppointment = endpoint({
  id: "updateAppointment",
  method: "PATCH",
  path: "/appointments/:id",
  tag,
  summary: "Change purpose or notes; null clears, absent leaves",
  action: "appointments.edit",
  params: IdPath,
  body: Fields({
    purpose: Type.Optional(Nullable(Prose(2_000))),
    notes: Type.Optional(Nullable(Prose(10_000))),
  }),
  status: 200,
  answer: Appointment,
  etag: true,
  ifMatch: true,
});

export const appointmentEndpoints = [
  getAppointment,
  listAppointments,
  listPatientAppointments,
  updateAppointment,
];
