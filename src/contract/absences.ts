import Type from "typebox";
import {
  Fields,
  Id,
  Instant,
  Line,
  Nullable,
  pageQuery,
  Version,
  WallDate,
  WallTime,
} from "./types.ts";

/** The end of a stretch of a day: a wall time, or 24:00 for the end of the day. */
export const EndTime = Type.String({
  pattern: "^(([01]\\d|2[0-3]):[0-5]\\d|24:00)(:00)?$",
  description: "HH:MM or HH:MM:SS; 24:00 ends with the day",
});

/** What time off and closures have in common: wall time in a zone, and the instants made of it, half-open. */
export const absence = {
  id: Id,
  time_zone: Type.String(),
  starts_on: WallDate,
  start_time: Type.String(),
  ends_on: WallDate,
  end_time: Type.String({ description: "24:00:00 ends with the day" }),
  starts_at: Instant,
  ends_at: Instant,
  reason: Nullable(Type.String()),
  cancelled_at: Nullable(Instant),
  created_at: Instant,
  row_version: Version,
};

/** Without times, whole days from `starts_on` to `ends_on`, both included. */
export const newAbsence = {
  starts_on: WallDate,
  start_time: Type.Optional(WallTime),
  ends_on: WallDate,
  end_time: Type.Optional(EndTime),
  reason: Type.Optional(Nullable(Line(255))),
};

/** Those that touch the dates from `from` to `to`, both included, as written on the wall. */
export const absenceQuery = Fields({
  ...pageQuery,
  from: Type.Optional(WallDate),
  to: Type.Optional(WallDate),
  include_cancelled: Type.Optional(Type.Boolean({ default: false })),
});
