import Type, { type Static } from "typebox";
import { endpoint } from "./endpoint.ts";
import {
  Email,
  Fields,
  Id,
  IdPath,
  Instant,
  Line,
  Nullable,
  PageOf,
  pageQuery,
  Phone,
  Prose,
  Reason,
  Version,
  ZoneName,
} from "./types.ts";
import { AffectedVisit, AffectedVisitUnnamed } from "./worklist.ts";

const tag = "locations";

const location = {
  id: Id,
  name: Type.String(),
  address: Type.String(),
  phone: Type.String(),
  email: Nullable(Type.String()),
  is_active: Type.Boolean(),
  time_zone: Type.String(),
  created_at: Instant,
  row_version: Version,
};
export const Location = Fields(location);
export type Location = Static<typeof Location>;

const AfterChange = Fields({
  ...location,
  affected: Type.Optional(Type.Array(AffectedVisit)),
});

const writable = {
  name: Line(255),
  address: Prose(2_000),
  phone: Phone,
  email: Type.Optional(Nullable(Email)),
  time_zone: ZoneName,
};

export const listLocations = endpoint({
  id: "listLocations",
  method: "GET",
  path: "/locations",
  tag,
  summary: "Locations, by name",
  action: "locations.read",
  query: Fields({
    ...pageQuery,
    include_inactive: Type.Optional(Type.Boolean({ default: false })),
  }),
  status: 200,
  answer: PageOf(Location),
});

export const getLocation = endpoint({
  id: "getLocation",
  method: "GET",
  path: "/locations/:id",
  tag,
  summary: "One location",
  action: "locations.read",
  params: IdPath,
  status: 200,
  answer: Location,
  etag: true,
});

export const createLocation = endpoint({
  id: "createLocation",
  method: "POST",
  path: "/locations",
  tag,
  summary: "Open a location",
  action: "locations.manage",
  body: Fields(writable),
  status: 201,
  answer: Location,
  etag: true,
});

export const updateLocation = endpoint({
  id: "updateLocation",
  method: "PATCH",
  path: "/locations/:id",
  tag,
  summary: "Change a location; null clears, absent leaves",
  description:
    "With another `time_zone` the visits ahead keep their wall times and get new instants; those that then clash are answered in `affected` and wait in the worklist.",
  action: "locations.manage",
  params: IdPath,
  body: Type.Partial(Fields(writable), { additionalProperties: false }),
  status: 200,
  answer: AfterChange,
  answerFor: {
    admin: Fields({
      ...location,
      affected: Type.Optional(Type.Array(AffectedVisitUnnamed)),
    }),
  },
  etag: true,
  ifMatch: true,
});

export const deactivateLocation = endpoint({
  id: "deactivateLocation",
  method: "POST",
  path: "/locations/:id/deactivate",
  tag,
  summary: "Take a location out of use; visits ahead go to the worklist",
  action: "locations.manage",
  params: IdPath,
  body: Fields({ reason: Reason }),
  status: 200,
  answer: Fields({ ...location, affected: Type.Array(AffectedVisit) }),
  answerFor: {
    admin: Fields({ ...location, affected: Type.Array(AffectedVisitUnnamed) }),
  },
  etag: true,
  ifMatch: true,
  errors: ["transition_refused"],
});

export const activateLocation = endpoint({
  id: "activateLocation",
  method: "POST",
  path: "/locations/:id/activate",
  tag,
  summary: "Put a location back to use; items the deactivation left open close",
  action: "locations.manage",
  params: IdPath,
  status: 200,
  answer: Location,
  etag: true,
  ifMatch: true,
  errors: ["transition_refused"],
});

export const locationEndpoints = [
  listLocations,
  getLocation,
  createLocation,
  updateLocation,
  deactivateLocation,
  activateLocation,
];
