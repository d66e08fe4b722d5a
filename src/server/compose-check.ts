import type { Call } from "./kernel/call.ts";
import { ClinicError } from "./kernel/clinic-error.ts";
import type { Clock } from "./kernel/clock.ts";
import { visitInstants } from "./kernel/visit-instants.ts";
import type { Transact } from "./kernel/transact.ts";
import type { WallDate, WallTime } from "./kernel/wall-time.ts";
import { cellsOf } from "./modules/appointments/cells.rules.ts";
import { zoneOf } from "./modules/appointments/planned-visit.rules.ts";
import { offsetOfStored } from "./modules/appointments/stored-offset.rules.ts";
import { CELLS_KEPT_HOURS } from "./modules/appointments/visit-changes.ts";
import {
  auditIndexRow,
  patientsListed,
} from "./modules/audit-logs/audit-log.mysql.ts";
import { patientSearchRepository } from "./modules/patients/patient-search.repository.ts";
import { indexRows } from "./modules/patients/search/index-rows.rules.ts";
import { statusOf } from "./modules/payments/payment-status.rules.ts";
import { repairService } from "./modules/upkeep/repair.service.ts";
import { upkeepRepository } from "./modules/upkeep/upkeep.repository.ts";
import type { Sequencer } from "./storage/audit/sequencer.ts";
import { calendars } from "./storage/calendars.ts";
import {
  checkClinic,
  type CheckProgress,
} from "./storage/check/check-clinic.ts";
import type { CheckRules, StoredVisit } from "./storage/check/check-rules.ts";
import type { Problem } from "./storage/check/findings.ts";
import type { Sql } from "./storage/database.ts";
import { isStorageError } from "./storage/storage-error.ts";

export interface CheckTools {
  readonly db: Sql;
  readonly clock: Clock;
  readonly sequencer: Pick<Sequencer, "drain">;
  readonly recompute: (call: Call) => Promise<unknown>;
  readonly bind: <R>(repositories: (db: Sql) => R) => Transact<R>;
}

function instantsOf(visit: StoredVisit) {
  if (visit.time_zone === null) return undefined;
  try {
    const zone = zoneOf(visit.time_zone);
    return visitInstants(
      {
        appointment_date: visit.appointment_date as WallDate,
        start_time: visit.start_time as WallTime,
        end_time: visit.end_time as WallTime,
        utc_offset: offsetOfStored(visit, zone),
      },
      zone,
    );
  } catch (error) {
    if (error instanceof ClinicError) return undefined;
    throw error;
  }
}

const rules: CheckRules = {
  auditRow: auditIndexRow,
  patientsListed,
  instantsOf,
  cellsOf,
  paymentStatus: (paid, amount, method) =>
    statusOf(paid, amount, method as Parameters<typeof statusOf>[2]),
  searchRows: indexRows,
};

/** `chartroom check`, wired to the rules that the nouns write by. */
export function composeCheck(tools: CheckTools) {
  const { db, clock, sequencer, recompute, bind } = tools;
  const repairs = repairService({
    clock,
    recompute,
    cellsOf,
    cellsKeptHours: CELLS_KEPT_HOURS,
    transact: bind((tx) => ({
      rows: upkeepRepository(tx),
      calendars: calendars(tx),
      search: patientSearchRepository(tx),
    })),
  });

  /** Another process may be sealing at this moment; what it leaves for a minute is found. */
  const settle = async (): Promise<void> => {
    try {
      await sequencer.drain();
    } catch (error) {
      if (!isStorageError(error, "retry")) throw error;
    }
  };

  return {
    /** @returns what is wrong now: after the repairs, when they are asked for */
    async run(
      call: Call,
      options: { repair: boolean },
      progress?: CheckProgress,
    ) {
      await settle();
      const derivable = new Map<Problem, Set<number>>();
      const first = await checkClinic(
        db,
        rules,
        clock.now(),
        (problem, id) => {
          if (!options.repair || !repairs.canRepair(problem)) return;
          const ids = derivable.get(problem) ?? new Set();
          derivable.set(problem, ids.add(id));
        },
        progress,
      );
      if (derivable.size === 0) return { ...first, repaired: [] };
      await repairs.repair(call, derivable, (done) =>
        progress?.("repairing", done),
      );
      await settle();
      const second = await checkClinic(
        db,
        rules,
        clock.now(),
        undefined,
        progress,
      );
      const left = (problem: Problem): number =>
        second.findings.find((one) => one.problem === problem)?.count ?? 0;
      return {
        ...second,
        repaired: [...derivable].map(([problem, ids]) => ({
          problem,
          count: Math.max(0, ids.size - left(problem)),
        })),
      };
    },
  };
}
