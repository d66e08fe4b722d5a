import type { Input } from "#contract/endpoint.ts";
import type { addCover, Cover, listCovers } from "#contract/schedules.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import { tidyOrNull } from "#server/kernel/text.ts";
import type { Transact } from "#server/kernel/transact.ts";
import { wallDate } from "#server/kernel/wall-time.ts";
import type { CoverRepository } from "./cover.repository.ts";
import type { PlaceRepository } from "./place.repository.ts";
import { requireOwnCalendar } from "./schedule.policy.ts";

export interface CoverServiceNeeds {
  readonly covers: CoverRepository;
  readonly places: PlaceRepository;
  readonly transact: Transact<{
    covers: CoverRepository;
    places: PlaceRepository;
  }>;
}

/** A doctor stands in for another, and may see that one's patients on those days. */
export function coverService({ covers, places, transact }: CoverServiceNeeds) {
  return {
    async list(
      call: Call,
      doctor_id: number,
      query: Input<typeof listCovers>["query"],
    ): Promise<Page<Cover>> {
      const role = requirePermission(call.actor, "doctors.cover.read");
      requireOwnCalendar(role, call.actor, doctor_id);
      if (!(await places.doctor(doctor_id))) throw new ClinicError("not_found");
      return covers.list(doctor_id, {
        cursor: query.cursor,
        limit: query.limit ?? 50,
        from: query.from,
        to: query.to,
        include_cancelled: query.include_cancelled ?? false,
      });
    },

    async add(
      call: Call,
      doctor_id: number,
      body: Input<typeof addCover>["body"],
    ): Promise<Cover> {
      requirePermission(call.actor, "doctors.cover");
      const { covering_doctor_id } = body;
      const starts_on = wallDate(body.starts_on, "/starts_on");
      const ends_on = wallDate(body.ends_on, "/ends_on");
      return transact(call, async (tx) => {
        if (!(await tx.places.doctor(doctor_id)))
          throw new ClinicError("not_found");
        const colleague = await tx.places.doctor(covering_doctor_id);
        const pointer = "/covering_doctor_id";
        if (!colleague)
          throw new ClinicError("not_found", undefined, {
            errors: [{ pointer, detail: "does not exist" }],
          });
        if (covering_doctor_id === doctor_id)
          throw invalidField(pointer, "must be a colleague");
        if (ends_on < starts_on)
          throw invalidField("/ends_on", "must not be before starts_on");
        // Nobody gains sight of patients who is not at work.
        if (!colleague.is_active) throw new ClinicError("doctor_inactive");
        const id = await tx.covers.insert({
          doctor_id,
          covering_doctor_id,
          starts_on,
          ends_on,
          reason: tidyOrNull(body.reason) ?? null,
          created_by_account_id: call.actor.account_id,
        });
        const cover = (await tx.covers.find(id))!;
        tx.audit({
          event_type: "cover_added",
          action: "added",
          target: { type: "cover", id },
          changes: { after: { ...cover } },
        });
        return cover;
      });
    },

    async cancel(call: Call, id: number): Promise<Cover> {
      requirePermission(call.actor, "doctors.cover");
      return transact(call, async (tx) => {
        if (!(await tx.covers.find(id))) throw new ClinicError("not_found");
        if (!(await tx.covers.cancel(id)))
          throw new ClinicError("transition_refused");
        const cover = (await tx.covers.find(id))!;
        tx.audit({
          event_type: "cover_cancelled",
          action: "cancelled",
          target: { type: "cover", id },
          changes: {
            before: { cancelled_at: null },
            after: { cancelled_at: cover.cancelled_at },
          },
        });
        return cover;
      });
    },
  };
}

export type CoverService = ReturnType<typeof coverService>;
