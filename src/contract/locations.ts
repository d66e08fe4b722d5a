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
  Version,
  ZoneName,
} from "./types.ts";

const tag = "locations";

export const Location = Fields({
  id: Id,
  name: Type.String(),
  address: Type.String(),
  phone: Type.String(),
  email: Nullable(Type.String()),
  is_active: Type.Boolean(),
  time_zone: Type.String(),
  created_at: Instant,
  row_version: Version,
});
export type Location = Static<typeof Location>;

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
  action: "locations.manage",
  params: IdPath,
  body: Type.Partial(Fields(writable), { additionalProperties: false }),
  status: 200,
  answer: Location,
  etag: true,
  ifMatch: true,
});

export const locationEndpoints = [
  listLocations,
  getLocation,
  createLocation,
  updateLocation,
];
