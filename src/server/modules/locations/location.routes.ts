import {
  activateLocation,
  createLocation,
  deactivateLocation,
  getLocation,
  listLocations,
  updateLocation,
} from "#contract/locations.ts";
import { route, type Route } from "#server/kernel/route.ts";
import type { LocationService } from "./location.service.ts";

export function locationRoutes(service: LocationService): Route[] {
  return [
    route(listLocations, (call, { query }) => service.list(call, query)),
    route(getLocation, (call, { params }) => service.get(call, params.id)),
    route(createLocation, (call, { body }) => service.create(call, body)),
    route(updateLocation, (call, { params, body }) =>
      service.update(call, params.id, body),
    ),
    route(deactivateLocation, (call, { params, body }) =>
      service.deactivate(call, params.id, body.reason),
    ),
    route(activateLocation, (call, { params }) =>
      service.activate(call, params.id),
    ),
  ];
}
