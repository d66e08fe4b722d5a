import Type, { type Static } from "typebox";
import { absence, absenceQuery, newAbsence } from "./absences.ts";
import { endpoint } from "./endpoint.ts";
import { Fields, Id, IdPath, PageOf } from "./types.ts";
import { AffectedVisit, AffectedVisitUnnamed } from "./worklist.ts";

const tag = "schedules";

const closure = { ...absence, location_id: Id };
export const Closure = Fields(closure);
export type Closure = Static<typeof Closure>;

export const listClosures = endpoint({
  id: "listClosures",
  method: "GET",
  path: "/locations/:id/closures",
  tag,
  summary: "When a location is closed, by start",
  action: "locations.read",
  params: IdPath,
  query: absenceQuery,
  status: 200,
  answer: PageOf(Closure),
});

export const addClosure = endpoint({
  id: "addClosure",
  method: "POST",
  path: "/locations/:id/closures",
  tag,
  summary: "Close a location for a time; visits in it go to the worklist",
  description: "In the zone of the location; whole days when times are absent.",
  action: "locations.close",
  params: IdPath,
  body: Fields(newAbsence),
  status: 201,
  answer: Fields({ ...closure, affected: Type.Array(AffectedVisit) }),
  answerFor: {
    admin: Fields({ ...closure, affected: Type.Array(AffectedVisitUnnamed) }),
  },
  etag: true,
});

export const cancelClosure = endpoint({
  id: "cancelClosure",
  method: "POST",
  path: "/closures/:id/cancel",
  tag,
  summary: "Take a closing back; its open worklist items close as kept",
  action: "locations.close",
  params: IdPath,
  status: 200,
  answer: Closure,
  etag: true,
  errors: ["transition_refused"],
});

export const closureEndpoints = [listClosures, addClosure, cancelClosure];
