import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import {
  DAY_SECONDS,
  addDays,
  dateOfDay,
  dayOfDate,
  secondsOfTime,
  weekdayOfDay,
} from "#server/kernel/wall-time.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import { clockIntervals } from "#server/kernel/zones.ts";
import type { ZoneId } from "#server/kernel/zones.ts";

/** Weekday 1 is Monday; `HH:MM:SS`, the end up to 24:00:00. */
export interface WeekEntry {
  readonly weekday: number;
  readonly start_time: string;
  readonly end_time: string;
}

/** First and last day, both inclusive; null is without an end. */
export interface Validity {
  readonly valid_from: WallDate;
  readonly valid_to: WallDate | null;
}

/** One row of weekly hours, with the zone of its location. */
export interface OpenHours extends Validity {
  readonly location_id: number;
  readonly zone: ZoneId;
  readonly weekday: number;
  readonly start_time: WallTime;
  readonly end_time: WallTime;
}

export interface WeekChange<Row> {
  /** Rows that stay until the day before. */
  readonly end: { readonly row: Row; readonly valid_to: WallDate }[];
  /** Rows that would begin within the new period: they were never to be. */
  readonly remove: Row[];
  readonly insert: (WeekEntry & Validity)[];
}

const withSeconds = (time: string): string =>
  time.length === 5 ? `${time}:00` : time;

/**
 * The week as stored: times with seconds, sorted.
 * @throws ClinicError `invalid_request` naming the entry that ends before it starts or overlaps another; touching is fine
 */
export function checkedWeek(hours: readonly WeekEntry[]): WeekEntry[] {
  const week = hours.map((entry, at) => ({
    at,
    weekday: entry.weekday,
    start_time: withSeconds(entry.start_time),
    end_time: withSeconds(entry.end_time),
  }));
  for (const { at, start_time, end_time } of week)
    if (start_time >= end_time)
      throw invalidField(`/hours/${at}/end_time`, "must be after start_time");
  week.sort(
    (a, b) =>
      a.weekday - b.weekday || a.start_time.localeCompare(b.start_time, "en"),
  );
  for (const [i, entry] of week.entries()) {
    const before = week[i - 1];
    if (before?.weekday === entry.weekday && entry.start_time < before.end_time)
      throw invalidField(
        `/hours/${entry.at}`,
        "overlaps another entry of that day",
      );
  }
  return week.map(({ at: _at, ...entry }) => entry);
}

/**
 * Puts a week in force for a period at one location. What was in force before and, when the
 * period has an end, after it stays as it was: history is cut, not rewritten.
 * @param rows the doctor's rows at that location
 */
export function replaceWeek<Row extends WeekEntry & Validity>(
  rows: readonly Row[],
  period: Validity,
  week: readonly WeekEntry[],
): WeekChange<Row> {
  const { valid_from, valid_to } = period;
  const change: WeekChange<Row> = {
    end: [],
    remove: [],
    insert: week.map((entry) => ({ ...entry, valid_from, valid_to })),
  };
  for (const row of rows) {
    if (row.valid_to !== null && row.valid_to < valid_from) continue;
    if (valid_to !== null && row.valid_from > valid_to) continue;
    if (row.valid_from < valid_from)
      change.end.push({ row, valid_to: addDays(valid_from, -1) });
    else change.remove.push(row);
    if (valid_to !== null && (row.valid_to === null || row.valid_to > valid_to))
      change.insert.push({
        weekday: row.weekday,
        start_time: row.start_time,
        end_time: row.end_time,
        valid_from: addDays(valid_to, 1),
        valid_to: row.valid_to,
      });
  }
  return change;
}

/**
 * Nobody works in two places at once: compares the hours of different locations as instants, day by day.
 * @param from first day looked at; 53 weeks see every change of the clocks once
 * @throws ClinicError `refused_by_rule` naming the first date that clashes
 */
export function refuseTwoPlaces(
  hours: readonly OpenHours[],
  from: WallDate,
  weeks = 53,
): void {
  if (new Set(hours.map((row) => row.location_id)).size < 2) return;
  const open: {
    from: number;
    until: number;
    location_id: number;
    date: WallDate;
  }[] = [];
  const first = dayOfDate(from);
  for (let day = first; day < first + weeks * 7; day++) {
    const date = dateOfDay(day);
    const weekday = weekdayOfDay(day);
    for (const row of hours) {
      if (row.weekday !== weekday || row.valid_from > date) continue;
      if (row.valid_to !== null && row.valid_to < date) continue;
      const midnight = day * DAY_SECONDS;
      for (const span of clockIntervals(
        row.zone,
        midnight + secondsOfTime(row.start_time),
        midnight + secondsOfTime(row.end_time),
      ))
        open.push({ ...span, location_id: row.location_id, date });
    }
  }
  open.sort((a, b) => a.from - b.from);
  // The stretch that ends last so far: comparing with the neighbour alone would miss one that spans several.
  let last = open[0];
  for (const span of open.slice(1)) {
    if (!last) break;
    if (span.from < last.until && span.location_id !== last.location_id)
      throw new ClinicError(
        "refused_by_rule",
        `The doctor would work at locations ${last.location_id} and ${span.location_id} at once on ${span.date}.`,
        {
          errors: [{ pointer: "/hours", detail: "overlaps another location" }],
        },
      );
    if (span.until > last.until) last = span;
  }
}
