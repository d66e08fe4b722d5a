import { epochSeconds } from "#server/kernel/instants.ts";
import type { Instant } from "#server/kernel/instants.ts";
import {
  DAY_SECONDS,
  dayOfDate,
  secondsOfTime,
  weekdayOfDay,
} from "#server/kernel/wall-time.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import { clockIntervals } from "#server/kernel/zones.ts";
import type { Interval, ZoneId } from "#server/kernel/zones.ts";

/** One row of a doctor's weekly hours, with the zone of its location. */
export interface WeeklyHours {
  readonly location_id: number;
  readonly zone: ZoneId;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  readonly start_time: WallTime;
  /** Later than `start_time`; "24:00:00" ends with the day. */
  readonly end_time: WallTime;
  readonly valid_from: WallDate;
  /** Last day, inclusive; null without end. */
  readonly valid_to: WallDate | null;
}

/** Sorts and joins intervals that overlap or touch. */
export function joined(intervals: readonly Interval[]): Interval[] {
  const result: { from: number; until: number }[] = [];
  for (const { from, until } of [...intervals].sort(
    (a, b) => a.from - b.from,
  )) {
    const last = result.at(-1);
    if (last && from <= last.until) last.until = Math.max(last.until, until);
    else if (from < until) result.push({ from, until });
  }
  return result;
}

/**
 * When the doctor works on one day at one location (`hours` of that location only): epoch seconds, ascending, joined.
 * Open means that the clock on the wall reads a time within the hours; so a missing hour is never open,
 * and a repeated one is open both times.
 */
export function openOnDay(
  hours: readonly WeeklyHours[],
  epochDay: number,
  date: WallDate,
): Interval[] {
  const weekday = weekdayOfDay(epochDay);
  const midnight = epochDay * DAY_SECONDS;
  const open: Interval[] = [];
  for (const row of hours)
    if (
      row.weekday === weekday &&
      row.valid_from <= date &&
      (row.valid_to === null || row.valid_to >= date)
    )
      open.push(
        ...clockIntervals(
          row.zone,
          midnight + secondsOfTime(row.start_time),
          midnight + secondsOfTime(row.end_time),
        ),
      );
  return open.length > 1 ? joined(open) : open;
}

/**
 * Is the visit, as instants, inside the doctor's hours at that location on that date?
 * Hours that touch (09-12 and 12-17) count as one stretch.
 */
export function withinHours(
  hours: readonly WeeklyHours[],
  visit: {
    readonly location_id: number;
    readonly appointment_date: WallDate;
    readonly starts_at: Instant;
    readonly ends_at: Instant;
  },
): { ok: true } | { ok: false; reason: "outside_hours" } {
  const from = epochSeconds(visit.starts_at);
  const until = epochSeconds(visit.ends_at);
  const inside = openOnDay(
    hours.filter((row) => row.location_id === visit.location_id),
    dayOfDate(visit.appointment_date),
    visit.appointment_date,
  ).some((open) => open.from <= from && until <= open.until);
  return inside ? { ok: true } : { ok: false, reason: "outside_hours" };
}
