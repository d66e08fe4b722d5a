import { addClosure, cancelClosure, listClosures } from "#contract/closures.ts";
import {
  addCover,
  addTimeOff,
  cancelCover,
  cancelTimeOff,
  listCovers,
  listHours,
  listTimeOff,
  replaceHours,
} from "#contract/schedules.ts";
import { route, type Route } from "#server/kernel/route.ts";
import type { ClosureService, TimeOffService } from "./absence.service.ts";
import type { CoverService } from "./cover.service.ts";
import type { HoursService } from "./hours.service.ts";

export interface ScheduleServices {
  readonly hours: HoursService;
  readonly timeOff: TimeOffService;
  readonly closures: ClosureService;
  readonly covers: CoverService;
}

export function scheduleRoutes(services: ScheduleServices): Route[] {
  const { hours, timeOff, closures, covers } = services;
  return [
    route(listHours, (call, { params, query }) =>
      hours.list(call, params.id, query),
    ),
    route(replaceHours, (call, { params, body }) =>
      hours.replace(call, params.id, body),
    ),
    route(listTimeOff, (call, { params, query }) =>
      timeOff.list(call, params.id, query),
    ),
    route(addTimeOff, (call, { params, body }) =>
      timeOff.add(call, params.id, body),
    ),
    route(cancelTimeOff, (call, { params }) => timeOff.cancel(call, params.id)),
    route(listCovers, (call, { params, query }) =>
      covers.list(call, params.id, query),
    ),
    route(addCover, (call, { params, body }) =>
      covers.add(call, params.id, body),
    ),
    route(cancelCover, (call, { params }) => covers.cancel(call, params.id)),
    route(listClosures, (call, { params, query }) =>
      closures.list(call, params.id, query),
    ),
    // A closing is read on the wall of the location it closes.
    route(addClosure, (call, { params, body }) =>
      closures.add(call, params.id, { ...body, location_id: params.id }),
    ),
    route(cancelClosure, (call, { params }) =>
      closures.cancel(call, params.id),
    ),
  ];
}
