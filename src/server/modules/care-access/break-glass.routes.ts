import {
  endBreakGlass,
  listGrants,
  listOwnGrants,
  openBreakGlass,
} from "#contract/break-glass.ts";
import { route, type Route } from "#server/kernel/route.ts";
import type { BreakGlassService } from "./break-glass.service.ts";

export function breakGlassRoutes(service: BreakGlassService): Route[] {
  return [
    route(openBreakGlass, (call, { body }) => service.open(call, body)),
    route(listOwnGrants, (call, { query }) => service.listOwn(call, query)),
    route(endBreakGlass, (call, { params }) => service.end(call, params.id)),
    route(listGrants, (call, { query }) => service.listAll(call, query)),
  ];
}
