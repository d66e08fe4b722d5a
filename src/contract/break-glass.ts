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
  Reason,
} from "./types.ts";

const tag = "break-glass";

export const Grant = Fields({
  id: Id,
  account_id: Id,
  doctor_id: Id,
  doctor_name: Type.String(),
  patient_id: Id,
  patient_name: Type.String(),
  reason: Type.String(),
  started_at: Instant,
  expires_at: Instant,
  ended_at: Nullable(Instant),
  ended_by: Nullable(OneOf(["doctor", "server", "compliance"])),
  is_open: Type.Boolean(),
});
export type Grant = Static<typeof Grant>;

export const openBreakGlass = endpoint({
  id: "openBreakGlass",
  method: "POST",
  path: "/break-glass",
  tag,
  summary: "Open one patient's record in an emergency, with a reason",
  description:
    "Ends by itself after the minutes asked for, at most 60. Every read until then is marked, and compliance is told.",
  action: "break_glass.open",
  body: Fields({
    patient_id: Id,
    reason: Reason,
    minutes: Type.Integer({ minimum: 1, maximum: 60 }),
  }),
  status: 201,
  answer: Grant,
  idempotent: true,
  errors: ["not_found", "conflict"],
});

export const listOwnGrants = endpoint({
  id: "listOwnGrants",
  method: "GET",
  path: "/break-glass",
  tag,
  summary: "One's own grants that are open now",
  action: "break_glass.open",
  query: Fields(pageQuery),
  status: 200,
  answer: PageOf(Grant),
});

export const endBreakGlass = endpoint({
  id: "endBreakGlass",
  method: "POST",
  path: "/break-glass/:id/end",
  tag,
  summary: "End a grant: the doctor one's own, compliance any",
  action: "break_glass.end",
  params: IdPath,
  status: 200,
  answer: Grant,
  errors: ["transition_refused"],
});

export const listGrants = endpoint({
  id: "listGrants",
  method: "GET",
  path: "/break-glass/grants",
  tag,
  summary: "All grants, newest first",
  action: "break_glass.review",
  query: Fields({
    ...pageQuery,
    open: Type.Optional(Type.Boolean()),
    doctor_id: Type.Optional(Id),
    patient_id: Type.Optional(Id),
    from: Type.Optional(Instant),
    to: Type.Optional(Instant),
  }),
  status: 200,
  answer: PageOf(Grant),
});

export const breakGlassEndpoints = [
  openBreakGlass,
  listOwnGrants,
  endBreakGlass,
  listGrants,
];
