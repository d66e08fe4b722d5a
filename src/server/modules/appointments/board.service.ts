import type {
  BoardVisit,
  DayBoard,
  getLocationDay,
} from "#contract/calendar-views.ts";
import type { Input } from "#contract/endpoint.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { RecordRead } from "#server/kernel/transact.ts";
import { wallDate } from "#server/kernel/wall-time.ts";
import { seesOnBoards, type Covers } from "./appointment.policy.ts";
import type { BoardOf, BoardRepository } from "./board.repository.ts";

export interface BoardServiceNeeds {
  readonly boards: BoardRepository;
  readonly covers: Covers;
  readonly record: RecordRead;
}

type DayQuery = Input<typeof getLocationDay>["query"];

/** A colleague's visit as a doctor sees it: when and where, not who. */
const masked = (visit: BoardVisit): BoardVisit => ({
  ...visit,
  patient_id: null,
  patient_name: null,
  purpose: null,
  arrived_at: null,
});

/** The day boards that the desk and the doctors keep open, and the versions they poll. */
export function boardService({ boards, covers, record }: BoardServiceNeeds) {
  const day = async (
    call: Call,
    of: BoardOf,
    query: DayQuery,
  ): Promise<DayBoard> => {
    const date = wallDate(query.date, "query/date");
    if (query.since_version !== undefined) {
      const version = await boards.version(of);
      if (version > 0 && version === query.since_version)
        return {
          version,
          unchanged: true,
          items: [],
          hours: [],
          time_off: [],
          closures: [],
        };
    }
    const [{ version, items }, shading] = await Promise.all([
      boards.day(of, date, query.include_cancelled ?? false),
      boards.shading(of, date),
    ]);
    if (items.length === 0 && !(await boards.exists(of)))
      throw new ClinicError("not_found");
    const sees = await seesOnBoards(
      call,
      items.map((visit) => visit.doctor_id),
      covers,
    );
    const shown = items.filter((visit) => sees(visit.doctor_id));
    await record(call, {
      event_type: "day_viewed",
      action: "viewed",
      target: { type: "patient_list", id: null },
      context: {
        ...of,
        date,
        patient_ids: [...new Set(shown.map((visit) => visit.patient_id))],
      },
    });
    return {
      version,
      unchanged: false,
      items: items.map((visit) =>
        sees(visit.doctor_id) ? visit : masked(visit),
      ),
      ...shading,
    };
  };

  return {
    async locationDay(
      call: Call,
      location_id: number,
      query: DayQuery,
    ): Promise<DayBoard> {
      requirePermission(call.actor, "appointments.board");
      return day(call, { location_id }, query);
    },

    async doctorDay(
      call: Call,
      doctor_id: number,
      query: DayQuery,
    ): Promise<DayBoard> {
      requirePermission(call.actor, "appointments.board");
      return day(call, { doctor_id }, query);
    },

    async doctorVersion(
      call: Call,
      doctor_id: number,
    ): Promise<{ version: number }> {
      requirePermission(call.actor, "appointments.board");
      const version = await boards.version({ doctor_id });
      if (version === 0 && !(await boards.exists({ doctor_id })))
        throw new ClinicError("not_found");
      return { version };
    },
  };
}

export type BoardService = ReturnType<typeof boardService>;
