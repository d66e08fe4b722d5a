import Type, { type Static } from "typebox";
import { endpoint } from "./endpoint.ts";
import {
  Fields,
  Id,
  IdPath,
  Instant,
  Nullable,
  PageOf,
  Version,
  WallDate,
  WallTime,
} from "./types.ts";
import { AffectedVisit, AffectedVisitUnnamed } from "./worklist.ts";
import { EndTime, absence, absenceQuery, newAbsence } from "./absences.ts";

const tag = "schedules";

export const WeeklyHours = Fields({
  id: Id,
  doctor_id: Id,
  location_id: Id,
  weekday: Type.Integer({
    minimum: 1,
    maximum: 7,
    description: "1 Monday to 7 Sunday",
  }),
  start_time: Type.String(),
  end_time: Type.String(),
  valid_from: WallDate,
  valid_to: Nullable(WallDate),
});
export type WeeklyHours = Static<typeof WeeklyHours>;

export const listHours = endpoint({
  id: "listHours",
  method: "GET",
  path: "/doctors/:id/hours",
  tag,
  summary: "A doctor's weekly hours, by location, weekday and time",
  description:
    "Those in force today or later; `include_past` adds the history.",
  action: "doctors.read",
  params: IdPath,
  query: Fields({
    location_id: Type.Optional(Id),
    include_past: Type.Optional(Type.Boolean({ default: false })),
  }),
  status: 200,
  answer: Fields({ items: Type.Array(WeeklyHours) }),
});

export const replaceHours = endpoint({
  id: "replaceHours",
  method: "PUT",
  path: "/doctors/:id/hours",
  tag,
  summary: "A doctor's week at a location from a date on",
  description:
    "Replaces the week at that location from `valid_from` to `valid_to` (without it, for good); before and after, what was stays. " +
    "No hours mean that the doctor does not work there. Visits left outside go to the worklist.",
  action: "doctors.hours",
  params: IdPath,
  body: Fields({
    location_id: Id,
    valid_from: WallDate,
    valid_to: Type.Optional(Nullable(WallDate)),
    hours: Type.Array(
      Fields({
        weekday: Type.Integer({ minimum: 1, maximum: 7 }),
        start_time: WallTime,
        end_time: EndTime,
      }),
      { maxItems: 100 },
    ),
  }),
  status: 200,
  answer: Fields({
    items: Type.Array(WeeklyHours),
    affected: Type.Array(AffectedVisit),
  }),
  answerFor: {
    admin: Fields({
      items: Type.Array(WeeklyHours),
      affected: Type.Array(AffectedVisitUnnamed),
    }),
  },
  errors: ["refused_by_rule", "location_inactive"],
});

const timeOff = { ...absence, doctor_id: Id };
export const TimeOff = Fields(timeOff);
export type TimeOff = Static<typeof TimeOff>;

export const listTimeOff = endpoint({
  id: "listTimeOff",
  method: "GET",
  path: "/doctors/:id/time-off",
  tag,
  summary: "A doctor's time off, by start",
  action: "doctors.time_off",
  params: IdPath,
  query: absenceQuery,
  status: 200,
  answer: PageOf(TimeOff),
});

export const addTimeOff = endpoint({
  id: "addTimeOff",
  method: "POST",
  path: "/doctors/:id/time-off",
  tag,
  summary: "Time off; visits in it go to the worklist",
  description:
    "Read on the wall of `location_id`; whole days when times are absent. A doctor sets only the own.",
  action: "doctors.time_off",
  params: IdPath,
  body: Fields({ location_id: Id, ...newAbsence }),
  status: 201,
  answer: Fields({ ...timeOff, affected: Type.Array(AffectedVisit) }),
  answerFor: {
    admin: Fields({ ...timeOff, affected: Type.Array(AffectedVisitUnnamed) }),
  },
  etag: true,
});

export const cancelTimeOff = endpoint({
  id: "cancelTimeOff",
  method: "POST",
  path: "/time-off/:id/cancel",
  tag,
  summary: "Take time off back; its open worklist items close as kept",
  action: "doctors.time_off",
  params: IdPath,
  status: 200,
  answer: TimeOff,
  etag: true,
  errors: ["transition_refused"],
});

export const Cover = Fields({
  id: Id,
  doctor_id: Id,
  covering_doctor_id: Id,
  starts_on: WallDate,
  ends_on: WallDate,
  reason: Nullable(Type.String()),
  cancelled_at: Nullable(Instant),
  created_at: Instant,
  row_version: Version,
});
export type Cover = Static<typeof Cover>;

export const listCovers = endpoint({
  id: "listCovers",
  method: "GET",
  path: "/doctors/:id/covers",
  tag,
  summary: "Who stands in for the doctor, and for whom the doctor stands in",
  description: "A doctor reads only the own.",
  action: "doctors.cover.read",
  params: IdPath,
  query: absenceQuery,
  status: 200,
  answer: PageOf(Cover),
});

export const addCover = endpoint({
  id: "addCover",
  method: "POST",
  path: "/doctors/:id/covers",
  tag,
  summary: "A colleague stands in, first and last day included",
  description: "The colleague may see the doctor's patients on those days.",
  action: "doctors.cover",
  params: IdPath,
  body: Fields({
    covering_doctor_id: Id,
    starts_on: WallDate,
    ends_on: WallDate,
    reason: newAbsence.reason,
  }),
  status: 201,
  answer: Cover,
  etag: true,
  errors: ["doctor_inactive"],
});

export const cancelCover = endpoint({
  id: "cancelCover",
  method: "POST",
  path: "/covers/:id/cancel",
  tag,
  summary: "End a cover",
  action: "doctors.cover",
  params: IdPath,
  status: 200,
  answer: Cover,
  etag: true,
  errors: ["transition_refused"],
});

export const scheduleEndpoints = [
  listHours,
  replaceHours,
  listTimeOff,
  addTimeOff,
  cancelTimeOff,
  listCovers,
  addCover,
  cancelCover,
];
