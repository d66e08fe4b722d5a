import type {
  getFreeSlots,
  searchFreeSlots,
} from "#contract/calendar-views.ts";
import type { Answer, Input } from "#contract/endpoint.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { instantOfSeconds, timeFault } from "#server/kernel/instants.ts";
import { DAY_SECONDS, dayOfDate, wallDate } from "#server/kernel/wall-time.ts";
import { freeSlots, type FreeSlot } from "./free-slots.rules.ts";
import type {
  DoctorOpenings,
  OpeningsQuestion,
  OpeningsRepository,
} from "./openings.repository.ts";

const LONGEST_DAYS = 62;
const USUAL_MINUTES = 30;

export interface FreeSlotsServiceNeeds {
  readonly openings: OpeningsRepository;
  readonly clock: Clock;
}

/** @throws ClinicError `invalid_time` for a range that is none, or too long */
function questionOf(
  range: { from: string; to: string },
  location_ids: readonly number[] | undefined,
  where: "query" | "",
): OpeningsQuestion {
  const from = wallDate(range.from, `${where}/from`);
  const to = wallDate(range.to, `${where}/to`);
  const [first, last] = [dayOfDate(from), dayOfDate(to)];
  if (last < first || last - first >= LONGEST_DAYS)
    throw timeFault(`${where}/to`, `Ask for 1 to ${LONGEST_DAYS} days.`);
  return {
    from,
    to,
    // A day on each side covers every zone and the visits that reach into the range.
    since: instantOfSeconds((first - 1) * DAY_SECONDS),
    until: instantOfSeconds((last + 2) * DAY_SECONDS),
    location_ids,
  };
}

/** Free slots: hours minus absences, closures and visits, from now on. No patient data, so no audit entry. */
export function freeSlotsService({ openings, clock }: FreeSlotsServiceNeeds) {
  const slotsOf = (
    doctor: DoctorOpenings,
    { from, to }: OpeningsQuestion,
    minutes = USUAL_MINUTES,
  ): FreeSlot[] =>
    freeSlots({ ...doctor, from, to, minutes, not_before: clock.now() });

  return {
    async ofDoctor(
      call: Call,
      id: number,
      query: Input<typeof getFreeSlots>["query"],
    ): Promise<Answer<typeof getFreeSlots>> {
      requirePermission(call.actor, "appointments.free_slots");
      const place =
        query.location_id === undefined ? undefined : [query.location_id];
      const question = questionOf(query, place, "query");
      const doctor = (await openings.of([id], question)).get(id);
      if (!doctor) throw new ClinicError("not_found");
      return { items: slotsOf(doctor, question, query.minutes) };
    },

    async search(
      call: Call,
      body: Input<typeof searchFreeSlots>["body"],
    ): Promise<Answer<typeof searchFreeSlots>> {
      requirePermission(call.actor, "appointments.free_slots");
      const question = questionOf(body, body.location_ids, "");
      const doctors = await openings.candidates(body);
      if (doctors.length === 0) return { items: [] };
      const found = await openings.of(
        doctors.map((doctor) => doctor.id),
        question,
      );
      const limit = body.limit ?? 20;
      const items = doctors.flatMap(({ id, name }) => {
        const doctor = found.get(id);
        return doctor
          ? slotsOf(doctor, question, body.minutes)
              .slice(0, limit)
              .map((slot) => ({ doctor_id: id, doctor_name: name, ...slot }))
          : [];
      });
      // The text of an instant sorts like the instant; equal ones stay in the order of the doctors.
      items.sort((a, b) =>
        a.starts_at < b.starts_at ? -1 : a.starts_at > b.starts_at ? 1 : 0,
      );
      return { items: items.slice(0, limit) };
    },
  };
}

export type FreeSlotsService = ReturnType<typeof freeSlotsService>;
