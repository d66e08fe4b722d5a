import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import {
  epochSeconds,
  instantToSql,
  sqlToSeconds,
  spanInstants,
  type Instant,
} from "#server/kernel/instants.ts";
import type { AuditTrail, Transact } from "#server/kernel/transact.ts";
import { visitInstants } from "#server/kernel/visit-instants.ts";
import {
  addDays,
  type WallDate,
  type WallTime,
} from "#server/kernel/wall-time.ts";
import type {
  AffectedVisit,
  VisitAhead,
  Worklist,
} from "#server/kernel/worklist.ts";
import { offsetOfStored } from "./stored-offset.rules.ts";
import { zoneOf, type PlannedVisit } from "./planned-visit.rules.ts";
import { claimCells, type VisitRepositories } from "./visit-changes.ts";
import type {
  PlacedVisit,
  ZoneRecomputeRepository,
} from "./zone-recompute.repository.ts";

export interface ZoneRepositories extends Pick<
  VisitRepositories,
  "visits" | "calendars"
> {
  readonly zones: ZoneRecomputeRepository;
  readonly worklist: Pick<Worklist, "add">;
}

export interface ZoneChange {
  readonly changed: number;
  /** Visits that now overlap another or stand at a time that does not exist: they are in the worklist. */
  readonly clashes: number[];
}

export interface ZoneRecomputeNeeds {
  readonly locations: () => Promise<{ id: number; time_zone: string }[]>;
  readonly transact: Transact<ZoneRepositories>;
  readonly clock: Clock;
}

interface Derived {
  readonly plan: PlannedVisit;
  /** The clocks jump over its time. */
  readonly missing: boolean;
}

function derive(visit: PlacedVisit, time_zone: string): Derived {
  const zone = zoneOf(time_zone);
  const date = visit.appointment_date as WallDate;
  const start_time = visit.start_time as WallTime;
  const end_time = visit.end_time as WallTime;
  const plan = (span: { starts_at: Instant; ends_at: Instant }) => ({
    doctor_id: visit.doctor_id,
    patient_id: visit.patient_id,
    location_id: visit.location_id,
    appointment_date: date,
    start_time,
    end_time,
    starts_at: span.starts_at,
    ends_at: span.ends_at,
    time_zone: zone,
  });
  try {
    const wall = {
      appointment_date: date,
      start_time,
      end_time,
      utc_offset: offsetOfStored(visit, zone),
    };
    return { plan: plan(visitInstants(wall, zone)), missing: false };
  } catch (error) {
    if (!(error instanceof ClinicError)) throw error;
    const span = spanInstants(
      { date, time: start_time },
      { date, time: end_time },
      zone,
    );
    const real =
      span.starts_at.epochMilliseconds < span.ends_at.epochMilliseconds;
    return {
      plan: plan(
        real ? span : { ...span, ends_at: span.starts_at.add({ minutes: 5 }) },
      ),
      missing: true,
    };
  }
}

/**
 * Derives the instants of a location's visits ahead again from their wall times, inside the caller's transaction:
 * after its zone was changed, or after the rules of the zone were. Cells move along; visits that clash keep their time,
 * hold no cells and come into the worklist. Touches every doctor's calendar first.
 */
export async function recomputeLocation(
  tx: ZoneRepositories & AuditTrail,
  location: { readonly id: number; readonly time_zone: string },
  now: Instant,
): Promise<{ changed: number; affected: AffectedVisit[] }> {
  const today = now.toString().slice(0, 10) as WallDate;
  const stale = (visit: PlacedVisit, { plan }: Derived): boolean =>
    visit.time_zone !== location.time_zone ||
    !stands(visit.starts_at, plan.starts_at) ||
    !stands(visit.ends_at, plan.ends_at);
  const changedOf = (visits: readonly PlacedVisit[]) =>
    visits
      .map((visit) => ({ visit, ...derive(visit, location.time_zone) }))
      .filter((one) => stale(one.visit, one));
  await tx.calendars.touchAllDoctors();
  const changed = changedOf(
    await tx.zones.liveFrom(location.id, addDays(today, -1)),
  );
  await tx.calendars.touch({
    patients: changed.map(({ visit }) => visit.patient_id),
  });
  await tx.calendars.release(changed.map(({ visit }) => visit.id));
  const clashing: VisitAhead[] = [];
  for (const { visit, plan, missing } of changed) {
    const starts_at = instantToSql(plan.starts_at);
    const ends_at = instantToSql(plan.ends_at);
    const columns = { starts_at, ends_at, time_zone: location.time_zone };
    if (!(await tx.visits.update(visit.id, visit.row_version, columns)))
      throw new ClinicError("busy", undefined, { retry_after: 1 });
    const free = await claimed(tx, visit.id, plan, now);
    if (missing || !free) clashing.push({ ...visit, starts_at, ends_at });
    tx.audit({
      event_type: "appointment_zone_recomputed",
      action: "instants_derived",
      target: {
        type: "appointment",
        id: visit.id,
        patient_id: visit.patient_id,
        patient_name: visit.patient_name,
      },
      changes: {
        before: {
          starts_at: visit.starts_at,
          ends_at: visit.ends_at,
          time_zone: visit.time_zone,
        },
        after: columns,
      },
      context: { appointment_id: visit.id },
    });
  }
  const affected =
    clashing.length > 0
      ? await tx.worklist.add("zone_change", location.id, clashing)
      : [];
  return { changed: changed.length, affected };
}

// The text of a stored instant depends on the protocol of the statement that read it.
const stands = (stored: string | null, derived: Instant): boolean =>
  stored !== null && sqlToSeconds(stored) === epochSeconds(derived);

async function claimed(
  tx: ZoneRepositories,
  id: number,
  plan: PlannedVisit,
  now: Instant,
): Promise<boolean> {
  try {
    await claimCells(tx.calendars, [{ id, plan }], now);
    return true;
  } catch (error) {
    if (error instanceof ClinicError && error.code.endsWith("_busy"))
      return false;
    throw error;
  }
}

/** `chartroom zones recompute`: every location, one transaction each. */
export function zoneRecomputeService({
  locations,
  transact,
  clock,
}: ZoneRecomputeNeeds) {
  return {
    async recompute(
      call: Call,
      progress: (done: number, of: number) => void = () => undefined,
    ): Promise<ZoneChange> {
      const all = await locations();
      const clashes: number[] = [];
      let changed = 0;
      for (const [at, location] of all.entries()) {
        const result = await transact(call, async (tx) => {
          const outcome = await recomputeLocation(tx, location, clock.now());
          if (outcome.changed === 0)
            tx.audit({
              event_type: "zones_checked",
              action: "checked",
              target: { type: "location", id: location.id },
              hipaa_relevant: false,
            });
          return outcome;
        });
        changed += result.changed;
        clashes.push(...result.affected.map(({ id }) => id));
        progress(at + 1, all.length);
      }
      return { changed, clashes };
    },
  };
}
