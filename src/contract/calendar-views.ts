import Type, { type Static } from "typebox";
import { appointmentStatuses } from "./appointments.ts";
import { endpoint } from "./endpoint.ts";
import {
  Fields,
  Id,
  IdPath,
  Instant,
  Line,
  Nullable,
  OneOf,
  Version,
  WallDate,
} from "./types.ts";

const tag = "appointments";

const slotFields = {
  location_id: Id,
  appointment_date: WallDate,
  start_time: Type.String(),
  end_time: Type.String(),
  starts_at: Instant,
  utc_offset: Type.String(),
  end_utc_offset: Type.String(),
};
const Minutes = Type.Integer({
  minimum: 5,
  maximum: 480,
  multipleOf: 5,
  description: "length of the visit",
});

export const getFreeSlots = endpoint({
  id: "getFreeSlots",
  method: "GET",
  path: "/doctors/:id/free-slots",
  tag,
  summary: "When a doctor can be booked, from now on",
  description:
    "Dates are read on the wall of each location, both inclusive, at most 62 days.",
  action: "appointments.free_slots",
  params: IdPath,
  query: Fields({
    from: WallDate,
    to: WallDate,
    location_id: Type.Optional(Id),
    minutes: Type.Optional(Minutes),
  }),
  status: 200,
  answer: Fields({ items: Type.Array(Fields(slotFields)) }),
  errors: ["invalid_time"],
});

export const searchFreeSlots = endpoint({
  id: "searchFreeSlots",
  method: "POST",
  path: "/free-slots/search",
  tag,
  summary: "The first free times with any of several doctors",
  action: "appointments.free_slots",
  body: Fields({
    doctor_ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 50 })),
    specialization: Type.Optional(Line(255)),
    location_ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 50 })),
    from: WallDate,
    to: WallDate,
    minutes: Type.Optional(Minutes),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  status: 200,
  answer: Fields({
    items: Type.Array(
      Fields({ doctor_id: Id, doctor_name: Type.String(), ...slotFields }),
    ),
  }),
  errors: ["invalid_time"],
});

/** A visit on a board. A doctor sees of a colleague's visit only doctor, place and time. */
export const BoardVisit = Fields({
  id: Id,
  doctor_id: Id,
  doctor_name: Type.String(),
  location_id: Id,
  patient_id: Nullable(Id),
  patient_name: Nullable(Type.String()),
  appointment_date: WallDate,
  start_time: Type.String(),
  end_time: Type.String(),
  starts_at: Instant,
  ends_at: Instant,
  status: OneOf(appointmentStatuses),
  purpose: Nullable(Type.String()),
  arrived_at: Nullable(Instant),
  row_version: Version,
});
export type BoardVisit = Static<typeof BoardVisit>;

/** One day of a doctor or a location. `unchanged`: nothing since the version asked about, so nothing is listed. */
export const DayBoard = Fields({
  version: Type.Integer(),
  unchanged: Type.Boolean(),
  items: Type.Array(BoardVisit),
  hours: Type.Array(
    Fields({
      doctor_id: Id,
      doctor_name: Type.String(),
      location_id: Id,
      start_time: Type.String(),
      end_time: Type.String(),
    }),
  ),
  time_off: Type.Array(
    Fields({ doctor_id: Id, starts_at: Instant, ends_at: Instant }),
  ),
  closures: Type.Array(
    Fields({ location_id: Id, starts_at: Instant, ends_at: Instant }),
  ),
});
export type DayBoard = Static<typeof DayBoard>;

const dayQuery = Fields({
  date: WallDate,
  since_version: Type.Optional(Type.Integer({ minimum: 0 })),
  include_cancelled: Type.Optional(Type.Boolean({ default: false })),
});

export const getLocationDay = endpoint({
  id: "getLocationDay",
  method: "GET",
  path: "/locations/:id/day",
  tag,
  summary: "The day of a location: visits of all its doctors",
  action: "appointments.board",
  params: IdPath,
  query: dayQuery,
  status: 200,
  answer: DayBoard,
  errors: ["invalid_time"],
});

export const getDoctorDay = endpoint({
  id: "getDoctorDay",
  method: "GET",
  path: "/doctors/:id/day",
  tag,
  summary: "The day of a doctor, at every location",
  action: "appointments.board",
  params: IdPath,
  query: dayQuery,
  status: 200,
  answer: DayBoard,
  errors: ["invalid_time"],
});

export const getDoctorVersion = endpoint({
  id: "getDoctorVersion",
  method: "GET",
  path: "/doctors/:id/version",
  tag,
  summary: "A number that grows with every change of the doctor's calendar",
  action: "appointments.board",
  params: IdPath,
  status: 200,
  answer: Fields({ version: Type.Integer() }),
});

export const calendarViewEndpoints = [
  getFreeSlots,
  searchFreeSlots,
  getLocationDay,
  getDoctorDay,
  getDoctorVersion,
];
