import { listWorklist, resolveWorklistItem } from "#contract/worklist.ts";
import { route, type Route } from "#server/kernel/route.ts";
import type { WorklistService } from "./worklist.service.ts";

export function worklistRoutes(service: WorklistService): Route[] {
  return [
    route(listWorklist, (call, { query }) => service.list(call, query)),
    route(resolveWorklistItem, (call, { params, body }) =>
      service.resolve(call, params.id, body),
    ),
  ];
}
