import type { RelationTo } from "./kernel/care-relation.ts";
import type { Clock } from "./kernel/clock.ts";
import { epochSeconds } from "./kernel/instants.ts";
import type { RecordRead, Transact } from "./kernel/transact.ts";
import { MARK_SECONDS } from "./kernel/visit-instants.ts";
import type { Worklist } from "./kernel/worklist.ts";
import { appointmentRepository } from "./modules/appointments/appointment.repository.ts";
import { appointmentService } from "./modules/appointments/appointment.service.ts";
import { boardRepository } from "./modules/appointments/board.repository.ts";
import { boardService } from "./modules/appointments/board.service.ts";
import { bookingService } from "./modules/appointments/booking.service.ts";
import { freeSlotsService } from "./modules/appointments/free-slots.service.ts";
import { openingsRepository } from "./modules/appointments/openings.repository.ts";
import { standingRepository } from "./modules/appointments/standing.repository.ts";
import { swapService } from "./modules/appointments/swap.service.ts";
import { transitionService } from "./modules/appointments/transition.service.ts";
import {
  CELLS_KEPT_HOURS,
  type WorklistOfVisits,
} from "./modules/appointments/visit-changes.ts";
import { zoneRecomputeRepository } from "./modules/appointments/zone-recompute.repository.ts";
import { zoneRecomputeService } from "./modules/appointments/zone-recompute.service.ts";
import { calendars, type Calendars } from "./storage/calendars.ts";
import type { Sql } from "./storage/database.ts";

export interface AppointmentTools {
  readonly db: Sql;
  readonly clock: Clock;
  readonly record: RecordRead;
  readonly relationTo: RelationTo;
  readonly bind: <R>(repositories: (db: Sql) => R) => Transact<R>;
  readonly calendarTools: (tx: Sql) => {
    calendars: Calendars;
    worklist: Worklist & WorklistOfVisits;
  };
}

/** Visits, wired: booking, boards, free slots, zones, and the chore that drops old cells. */
export function composeAppointments(tools: AppointmentTools) {
  const { db, clock, record, relationTo, bind, calendarTools } = tools;
  const visits = appointmentRepository(db);
  const transact = bind((tx) => ({
    visits: appointmentRepository(tx),
    standing: standingRepository(tx),
    zones: zoneRecomputeRepository(tx),
    ...calendarTools(tx),
  }));
  return {
    appointments: {
      ...appointmentService({ visits, record, relationTo }),
      ...bookingService({ visits, transact, clock, relationTo }),
      ...swapService({ visits, transact, clock }),
      ...transitionService({ transact, clock }),
      boards: boardService({
        boards: boardRepository(db),
        covers: visits.covers,
        record,
      }),
      freeSlots: freeSlotsService({ openings: openingsRepository(db), clock }),
    },
    zones: zoneRecomputeService({
      locations: zoneRecomputeRepository(db).locations,
      transact,
      clock,
    }),
    /** Forgets the cells of visits that ended two days ago, in small bites. @returns how many went */
    async dropOldCells(): Promise<number> {
      const oldest = clock.now().subtract({ hours: CELLS_KEPT_HOURS });
      const cell = Math.floor(epochSeconds(oldest) / MARK_SECONDS);
      for (let total = 0; ;) {
        const dropped = await calendars(db).dropBefore(cell);
        total += dropped;
        if (dropped === 0) return total;
      }
    },
  };
}
