import type { Clock } from "./kernel/clock.ts";
import type { Transact } from "./kernel/transact.ts";
import type { Worklist } from "./kernel/worklist.ts";
import { withinHours } from "./modules/appointments/opening.rules.ts";
import { absenceRepository } from "./modules/schedules/absence.repository.ts";
import {
  absenceService,
  closureKind,
  timeOffKind,
} from "./modules/schedules/absence.service.ts";
import { coverRepository } from "./modules/schedules/cover.repository.ts";
import { coverService } from "./modules/schedules/cover.service.ts";
import { hoursRepository } from "./modules/schedules/hours.repository.ts";
import { hoursService } from "./modules/schedules/hours.service.ts";
import { placeRepository } from "./modules/schedules/place.repository.ts";
import type { ScheduleServices } from "./modules/schedules/schedule.routes.ts";
import type { Calendars } from "./storage/calendars.ts";
import type { Sql } from "./storage/database.ts";

export interface ScheduleTools {
  readonly db: Sql;
  readonly clock: Clock;
  readonly bind: <R>(repositories: (db: Sql) => R) => Transact<R>;
  readonly calendarTools: (tx: Sql) => {
    calendars: Calendars;
    worklist: Worklist;
  };
}

/** Hours, time off, closures and cover, wired. */
export function composeSchedules(tools: ScheduleTools): ScheduleServices {
  const { db, clock, bind, calendarTools } = tools;
  const places = placeRepository(db);
  return {
    hours: hoursService({
      hours: hoursRepository(db),
      places,
      clock,
      withinHours,
      transact: bind((tx) => ({
        hours: hoursRepository(tx),
        places: placeRepository(tx),
        ...calendarTools(tx),
      })),
    }),
    timeOff: absenceService(timeOffKind, {
      absences: absenceRepository(db, "doctor_id"),
      places,
      clock,
      transact: bind((tx) => ({
        absences: absenceRepository(tx, "doctor_id"),
        places: placeRepository(tx),
        ...calendarTools(tx),
      })),
    }),
    closures: absenceService(closureKind, {
      absences: absenceRepository(db, "location_id"),
      places,
      clock,
      transact: bind((tx) => ({
        absences: absenceRepository(tx, "location_id"),
        places: placeRepository(tx),
        ...calendarTools(tx),
      })),
    }),
    covers: coverService({
      covers: coverRepository(db),
      places,
      transact: bind((tx) => ({
        covers: coverRepository(tx),
        places: placeRepository(tx),
      })),
    }),
  };
}
