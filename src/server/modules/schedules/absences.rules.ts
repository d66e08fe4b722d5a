import { invalidField } from "#server/kernel/clinic-error.ts";
import { spanInstants, type Instant } from "#server/kernel/instants.ts";
import {
  wallDate,
  wallTime,
  type WallDate,
  type WallTime,
} from "#server/kernel/wall-time.ts";
import type { ZoneId } from "#server/kernel/zones.ts";

const startOfDay = "00:00:00" as WallTime;
/** Wall time allows it for an end: the whole last day is away, whatever the clocks do. */
const endOfDay = "24:00:00" as WallTime;

export interface AbsenceTimes {
  readonly starts_on: WallDate;
  readonly start_time: WallTime;
  readonly ends_on: WallDate;
  readonly end_time: WallTime;
  readonly starts_at: Instant;
  readonly ends_at: Instant;
}

/**
 * Time off or a closure as written down, and its instants in the zone, half-open. Without a start
 * time it begins with the day, without an end time it ends with the day.
 * @throws ClinicError `invalid_request` when it does not end after it starts, `invalid_time` for no date
 */
export function absenceTimes(
  asked: {
    readonly starts_on: string;
    readonly start_time?: string | undefined;
    readonly ends_on: string;
    readonly end_time?: string | undefined;
  },
  zone: ZoneId,
): AbsenceTimes {
  const starts_on = wallDate(asked.starts_on, "/starts_on");
  const ends_on = wallDate(asked.ends_on, "/ends_on");
  const start_time =
    asked.start_time === undefined
      ? startOfDay
      : wallTime(asked.start_time, "/start_time");
  const end_time =
    asked.end_time === undefined || asked.end_time.startsWith("24:")
      ? endOfDay
      : wallTime(asked.end_time, "/end_time");
  if (ends_on < starts_on)
    throw invalidField("/ends_on", "must not be before starts_on");
  const span = spanInstants(
    { date: starts_on, time: start_time },
    { date: ends_on, time: end_time },
    zone,
  );
  if (
    (ends_on === starts_on && end_time <= start_time) ||
    span.starts_at.epochMilliseconds >= span.ends_at.epochMilliseconds
  )
    throw invalidField("/end_time", "must be after the start");
  return { starts_on, start_time, ends_on, end_time, ...span };
}
