import Type, { type Static } from "typebox";
import { endpoint } from "./endpoint.ts";
import {
  BigId,
  Fields,
  Id,
  Instant,
  Nullable,
  OneOf,
  PageOf,
  pageQuery,
  Prose,
  Version,
  WallDate,
} from "./types.ts";

const tag = "worklist";

const visit = {
  patient_id: Id,
  doctor_id: Id,
  location_id: Id,
  appointment_date: WallDate,
  start_time: Type.String(),
  end_time: Type.String(),
};

/** A visit that a change of a calendar left behind, and its entry in the worklist. */
export const AffectedVisit = Fields({
  id: Id,
  ...visit,
  patient_name: Type.String(),
  worklist_item_id: BigId,
});
/** The same for administration, which sees no patient's name. */
export const AffectedVisitUnnamed = Fields({
  id: Id,
  ...visit,
  worklist_item_id: BigId,
});

export const worklistStatuses = [
  "open",
  "moved",
  "cancelled",
  "called",
  "kept",
] as const;
export const worklistCauses = [
  "hours_changed",
  "time_off",
  "closure",
  "deactivation",
  "zone_change",
] as const;

const item = {
  id: BigId,
  appointment_id: Id,
  cause: OneOf(worklistCauses),
  cause_id: Nullable(Id),
  status: OneOf(worklistStatuses),
  note: Nullable(Type.String()),
  ...visit,
  appointment_status: Type.String(),
  doctor_name: Type.String(),
  location_name: Type.String(),
  resolved_by_account_id: Nullable(Id),
  resolved_at: Nullable(Instant),
  created_at: Instant,
  row_version: Version,
};

export const WorklistItem = Fields({
  ...item,
  patient_name: Type.String(),
  patient_phone: Type.String(),
});
export type WorklistItem = Static<typeof WorklistItem>;
const WorklistItemUnnamed = Fields(item);

export const listWorklist = endpoint({
  id: "listWorklist",
  method: "GET",
  path: "/worklist",
  tag,
  summary: "Visits that a change of hours, time off or a closing left behind",
  description: "By the time of the visit. Administration sees no names.",
  action: "worklist.read",
  query: Fields({
    ...pageQuery,
    status: Type.Optional(OneOf(worklistStatuses)),
    doctor_id: Type.Optional(Id),
    location_id: Type.Optional(Id),
  }),
  status: 200,
  answer: PageOf(WorklistItem),
  answerFor: { admin: PageOf(WorklistItemUnnamed) },
});

export const resolveWorklistItem = endpoint({
  id: "resolveWorklistItem",
  method: "POST",
  path: "/worklist/:id/resolve",
  tag,
  summary: "The patient was called, or the visit stays as it is",
  description:
    "Moving or cancelling the visit settles its items by itself. A settled item stays settled.",
  action: "worklist.resolve",
  params: Fields({ id: BigId }),
  body: Fields({
    status: OneOf(["called", "kept"]),
    note: Type.Optional(Nullable(Prose(2_000))),
  }),
  status: 200,
  answer: WorklistItem,
  etag: true,
  ifMatch: true,
  errors: ["transition_refused"],
});

export const worklistEndpoints = [listWorklist, resolveWorklistItem];
