import { instantOfSeconds, instantsOfWall, timeFault } from "./instants.ts";
import type { Instant } from "./instants.ts";
import { secondsOfTime } from "./wall-time.ts";
import type { WallDate, WallTime } from "./wall-time.ts";
import type { ZoneId } from "./zones.ts";

/** Visits begin and end on these marks, so that a visit claims whole cells of the calendar. */
export const MARK_SECONDS = 300;
export const SHORTEST_VISIT_MINUTES = 5;
export const LONGEST_VISIT_MINUTES = 480;

/** A visit as it is written down: wall time at a location. */
export interface VisitWallTime {
  readonly appointment_date: WallDate;
  readonly start_time: WallTime;
  readonly end_time: WallTime;
  /** Which pass of a repeated hour the start is in, e.g. "-05:00". */
  readonly utc_offset?: string | undefined;
  /** The same for the end; needed only when a visit longer than the repeated stretch could end in either pass. */
  readonly end_utc_offset?: string | undefined;
}

/**
 * The instants of a visit. The end is the earliest moment after the start at which the wall shows `end_time`, so
 * 01:30 to 01:30 across the hour that is repeated in autumn is 60 minutes. Start and end are on one date.
 * @returns instants and the length in minutes of real time, 5 to 480.
 * @throws ClinicError `local_time_missing`; `invalid_time` for times off the 5-minute marks, an end not after the
 * start, a wrong length, or an offset that does not fit.
 */
export function visitInstants(
  visit: VisitWallTime,
  zone: ZoneId,
): { starts_at: Instant; ends_at: Instant; minutes: number } {
  const { appointment_date: date, start_time, end_time } = visit;
  requireMark("/start_time", start_time);
  requireMark("/end_time", end_time);
  const [start = 0] = instantsOfWall(
    { date, time: start_time, offset: visit.utc_offset },
    zone,
  );
  const end = instantsOfWall(
    { date, time: end_time, offset: visit.end_utc_offset },
    zone,
    { time: "/end_time", offset: "/end_utc_offset" },
  ).find((t) => t > start);
  if (end === undefined)
    throw timeFault(
      "/end_time",
      "The visit ends after it starts, on the same date.",
    );
  const minutes = (end - start) / 60;
  if (minutes < SHORTEST_VISIT_MINUTES || minutes > LONGEST_VISIT_MINUTES)
    throw timeFault(
      "/end_time",
      `A visit takes ${SHORTEST_VISIT_MINUTES} to ${LONGEST_VISIT_MINUTES} minutes.`,
    );
  return {
    starts_at: instantOfSeconds(start),
    ends_at: instantOfSeconds(end),
    minutes,
  };
}

function requireMark(pointer: string, time: WallTime): void {
  if (secondsOfTime(time) % MARK_SECONDS !== 0)
    throw timeFault(pointer, "Visits start and end on 5-minute marks.");
}
