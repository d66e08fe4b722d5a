import type {
  createLocation,
  Location,
  updateLocation,
} from "#contract/locations.ts";
import type { Input } from "#contract/endpoint.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import { seenVersion, type Call } from "#server/kernel/call.ts";
import { changesBetween } from "#server/kernel/changes.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import type { Instant } from "#server/kernel/instants.ts";
import { tidy, tidyEmail } from "#server/kernel/text.ts";
import type { AuditTrail, Transact } from "#server/kernel/transact.ts";
import type { AffectedVisit, Worklist } from "#server/kernel/worklist.ts";
import { isZone } from "#server/kernel/zones.ts";
import type { Calendars } from "#server/storage/calendars.ts";
import type { LocationRepository } from "./location.repository.ts";

/** The instants of the visits ahead, derived again from their wall times within the transaction. */
export type DeriveVisits = (
  audit: AuditTrail,
  location: { readonly id: number; readonly time_zone: string },
  now: Instant,
) => Promise<{ affected: AffectedVisit[] }>;

export interface LocationServiceNeeds {
  readonly locations: LocationRepository;
  readonly clock: Clock;
  readonly transact: Transact<{
    locations: LocationRepository;
    calendars: Pick<Calendars, "touchAllDoctors">;
    worklist: Worklist;
    deriveVisits: DeriveVisits;
  }>;
}

type NewLocation = Input<typeof createLocation>["body"];
type LocationChanges = Input<typeof updateLocation>["body"];

function checkZone(time_zone: string | undefined): void {
  if (time_zone !== undefined && !isZone(time_zone))
    throw invalidField("/time_zone", "is not an IANA time zone");
}

function tidied<F extends LocationChanges>(fields: F): F {
  return {
    ...fields,
    ...(fields.name === undefined ? {} : { name: tidy(fields.name) }),
    ...(fields.email === undefined ? {} : { email: tidyEmail(fields.email) }),
  };
}

/** Clinic locations: anyone signed in reads them, administration changes them. */
export function locationService({
  locations,
  clock,
  transact,
}: LocationServiceNeeds) {
  return {
    async list(
      call: Call,
      page: { cursor?: string; limit?: number; include_inactive?: boolean },
    ): Promise<Page<Location>> {
      requirePermission(call.actor, "locations.read");
      return locations.list({
        cursor: page.cursor,
        limit: page.limit ?? 50,
        include_inactive: page.include_inactive ?? false,
      });
    },

    async get(call: Call, id: number): Promise<Location> {
      requirePermission(call.actor, "locations.read");
      const location = await locations.find(id);
      if (!location) throw new ClinicError("not_found");
      return location;
    },

    async create(call: Call, fields: NewLocation): Promise<Location> {
      requirePermission(call.actor, "locations.manage");
      checkZone(fields.time_zone);
      return transact(call, async (tx) => {
        const id = await tx.locations.insert(tidied(fields));
        const location = (await tx.locations.find(id))!;
        tx.audit({
          event_type: "location_created",
          action: "created",
          target: { type: "location", id },
          changes: { after: { ...location } },
          hipaa_relevant: false,
        });
        return location;
      });
    },

    async update(
      call: Call,
      id: number,
      fields: LocationChanges,
    ): Promise<Location & { affected?: AffectedVisit[] }> {
      requirePermission(call.actor, "locations.manage");
      const seen = seenVersion(call);
      checkZone(fields.time_zone);
      return transact(call, async (tx) => {
        // Before the row is written: a booking holds its doctor's calendar when it asks for the row.
        if (fields.time_zone !== undefined)
          await tx.calendars.touchAllDoctors();
        const before = await tx.locations.find(id);
        if (!before) throw new ClinicError("not_found");
        if (!(await tx.locations.update(id, seen, tidied(fields))))
          throw new ClinicError("version_conflict");
        const after = (await tx.locations.find(id))!;
        const zoned = before.time_zone !== after.time_zone;
        const { affected = undefined } = zoned
          ? await tx.deriveVisits(tx, after, clock.now())
          : {};
        tx.audit({
          event_type: "location_modified",
          action: "modified",
          target: { type: "location", id },
          changes: changesBetween(before, after),
          hipaa_relevant: false,
        });
        return { ...after, ...(affected ? { affected } : {}) };
      });
    },

    async deactivate(
      call: Call,
      id: number,
      reason: string,
    ): Promise<Location & { affected: AffectedVisit[] }> {
      requirePermission(call.actor, "locations.manage");
      const seen = seenVersion(call);
      return transact(call, async (tx) => {
        await tx.calendars.touchAllDoctors();
        const before = await tx.locations.find(id);
        if (!before) throw new ClinicError("not_found");
        const visits = await tx.worklist.visitsAhead({
          location_id: id,
          now: clock.now(),
        });
        await switchTo(tx.locations, before, seen, false);
        const affected = await tx.worklist.add("deactivation", null, visits);
        tx.audit({
          event_type: "location_deactivated",
          action: "deactivated",
          target: { type: "location", id },
          changes: {
            before: { is_active: true },
            after: { is_active: false },
            reason,
          },
          context: {
            patient_ids: [...new Set(visits.map((one) => one.patient_id))],
            appointment_ids: visits.map((one) => one.id),
          },
          hipaa_relevant: visits.length > 0,
        });
        return { ...(await tx.locations.find(id))!, affected };
      });
    },

    async activate(call: Call, id: number): Promise<Location> {
      requirePermission(call.actor, "locations.manage");
      const seen = seenVersion(call);
      return transact(call, async (tx) => {
        await tx.calendars.touchAllDoctors();
        const before = await tx.locations.find(id);
        if (!before) throw new ClinicError("not_found");
        await switchTo(tx.locations, before, seen, true);
        const kept = await tx.worklist.keepReactivated(
          { location_id: id },
          call.actor.account_id,
        );
        tx.audit({
          event_type: "location_activated",
          action: "activated",
          target: { type: "location", id },
          changes: {
            before: { is_active: false },
            after: { is_active: true },
          },
          context: { worklist_items_kept: kept },
          hipaa_relevant: false,
        });
        return (await tx.locations.find(id))!;
      });
    },
  };
}

async function switchTo(
  locations: LocationRepository,
  before: Location,
  seen: number,
  is_active: boolean,
): Promise<void> {
  if (before.row_version !== seen) throw new ClinicError("version_conflict");
  if (before.is_active === is_active)
    throw new ClinicError("transition_refused");
  if (!(await locations.update(before.id, seen, { is_active })))
    throw new ClinicError("version_conflict");
}

export type LocationService = ReturnType<typeof locationService>;
