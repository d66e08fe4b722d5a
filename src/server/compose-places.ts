import { composeSchedules } from "./compose-schedules.ts";
import type { Clock } from "./kernel/clock.ts";
import type { RecordRead, Transact } from "./kernel/transact.ts";
import { appointmentRepository } from "./modules/appointments/appointment.repository.ts";
import { zoneRecomputeRepository } from "./modules/appointments/zone-recompute.repository.ts";
import { recomputeLocation } from "./modules/appointments/zone-recompute.service.ts";
import { doctorRepository } from "./modules/doctors/doctor.repository.ts";
import { doctorRoutes } from "./modules/doctors/doctor.routes.ts";
import { doctorService } from "./modules/doctors/doctor.service.ts";
import { locationRepository } from "./modules/locations/location.repository.ts";
import { locationRoutes } from "./modules/locations/location.routes.ts";
import {
  locationService,
  type DeriveVisits,
} from "./modules/locations/location.service.ts";
import { scheduleRoutes } from "./modules/schedules/schedule.routes.ts";
import { worklistItemRepository } from "./modules/worklist/worklist-item.repository.ts";
import { worklistRepository } from "./modules/worklist/worklist.repository.ts";
import { worklistRoutes } from "./modules/worklist/worklist.routes.ts";
import { worklistService } from "./modules/worklist/worklist.service.ts";
import { calendars } from "./storage/calendars.ts";
import type { Sql } from "./storage/database.ts";

/** What everything that touches a calendar needs beside its own rows. */
export const calendarTools = (tx: Sql) => ({
  calendars: calendars(tx),
  worklist: worklistRepository(tx),
});

const visitsOf = (tx: Sql): { deriveVisits: DeriveVisits } => ({
  deriveVisits: (trail, location, now) => {
    const visits = appointmentRepository(tx);
    const zones = zoneRecomputeRepository(tx);
    const work = { visits, zones, ...calendarTools(tx), audit: trail.audit };
    return recomputeLocation(work, location, now);
  },
});

/** Locations, doctors, their hours and absences, and the worklist of visits these affect, wired. */
export function composePlaces(tools: {
  readonly db: Sql;
  readonly clock: Clock;
  readonly record: RecordRead;
  readonly bind: <R>(repositories: (db: Sql) => R) => Transact<R>;
}) {
  const { db, clock, record, bind } = tools;
  const locations = locationService({
    locations: locationRepository(db),
    clock,
    transact: bind((tx) => ({
      locations: locationRepository(tx),
      ...calendarTools(tx),
      ...visitsOf(tx),
    })),
  });
  const doctors = doctorService({
    doctors: doctorRepository(db),
    clock,
    transact: bind((tx) => ({
      doctors: doctorRepository(tx),
      ...calendarTools(tx),
    })),
  });
  const schedules = composeSchedules({ db, clock, bind, calendarTools });
  const worklist = worklistService({
    items: worklistItemRepository(db),
    record,
    transact: bind((tx) => ({
      items: worklistItemRepository(tx),
      worklist: worklistRepository(tx),
    })),
  });
  return {
    services: { locations, doctors, schedules, worklist },
    routes: [
      ...locationRoutes(locations),
      ...doctorRoutes(doctors),
      ...scheduleRoutes(schedules),
      ...worklistRoutes(worklist),
    ],
  };
}
