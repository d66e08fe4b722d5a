import { formatOffset, sqlToSeconds } from "#server/kernel/instants.ts";
import {
  DAY_SECONDS,
  dayOfDate,
  secondsOfTime,
  type WallDate,
} from "#server/kernel/wall-time.ts";
import { instantsOfClock, type ZoneId } from "#server/kernel/zones.ts";

/**
 * Which pass of a repeated hour a stored visit was booked in, as far as its zone still has that pass.
 * @returns the offset at its start, or undefined where the wall time alone says it
 */
export function offsetOfStored(
  visit: {
    readonly appointment_date: string;
    readonly start_time: string;
    readonly starts_at: string | null;
  },
  zone: ZoneId,
): string | undefined {
  if (visit.starts_at === null) return undefined;
  const local =
    dayOfDate(visit.appointment_date as WallDate) * DAY_SECONDS +
    secondsOfTime(visit.start_time);
  const stored = sqlToSeconds(visit.starts_at);
  const passes = instantsOfClock(zone, local);
  return passes.length > 1 && passes.includes(stored)
    ? formatOffset(local - stored)
    : undefined;
}
