import { Temporal } from "temporal-polyfill";
import { ClinicError } from "./clinic-error.ts";
import {
  DAY_SECONDS,
  dateOfDay,
  dayOfDate,
  secondsOfTime,
  timeOfSeconds,
} from "./wall-time.ts";
import type { WallDate, WallTime } from "./wall-time.ts";
import { instantsOfClock, offsetAt, offsetSpans } from "./zones.ts";
import type { ZoneId } from "./zones.ts";

export type Instant = Temporal.Instant;

/** What the clock on the wall of a place reads; `utc_offset` tells the two passes of a repeated hour apart. */
export interface WallMoment {
  readonly date: WallDate;
  readonly time: WallTime;
  readonly utc_offset: string;
}

/** Whole seconds since 1970-01-01T00:00Z, rounded down. */
export function epochSeconds(instant: Instant): number {
  return Math.floor(instant.epochMilliseconds / 1000);
}

export function instantOfSeconds(seconds: number): Instant {
  return Temporal.Instant.fromEpochMilliseconds(seconds * 1000);
}

/** UTC as DATETIME(6) holds it: "YYYY-MM-DD HH:MM:SS.ffffff". */
export function instantToSql(instant: Instant): string {
  return instant
    .toString({ fractionalSecondDigits: 6 })
    .replace("T", " ")
    .replace("Z", "");
}

/** Reads a UTC DATETIME or TIMESTAMP, with or without a fraction. */
export function sqlToInstant(text: string): Instant {
  return Temporal.Instant.from(`${text.replace(" ", "T")}Z`);
}

/** Whole seconds of a UTC DATETIME: for calendars of many rows, where an Instant a row would cost more than the query. */
export function sqlToSeconds(text: string): number {
  return (
    dayOfDate(text.slice(0, 10) as WallDate) * DAY_SECONDS +
    secondsOfTime(text.slice(11, 19))
  );
}

/** RFC 3339 in UTC with "Z"; a fraction only when there is one. */
export function instantToWire(instant: Instant): string {
  return instant.toString();
}

/** Epoch seconds as RFC 3339, equal to `instantToWire` of the same instant. */
export function secondsToWire(seconds: number): string {
  const day = Math.floor(seconds / DAY_SECONDS);
  return `${dateOfDay(day)}T${timeOfSeconds(seconds - day * DAY_SECONDS)}Z`;
}

/** Seconds east of UTC as "+05:30", "-03:00", "+00:00". */
export function formatOffset(offset: number): string {
  const size = timeOfSeconds(Math.abs(offset));
  // Seconds occur only in zones before about 1972.
  return `${offset < 0 ? "-" : "+"}${size.endsWith(":00") ? size.slice(0, 5) : size}`;
}

/** @throws ClinicError `invalid_time` naming one field. */
export function timeFault(pointer: string, detail: string): ClinicError {
  return new ClinicError("invalid_time", undefined, {
    errors: [{ pointer, detail }],
  });
}

/** Wall seconds since 1970-01-01 00:00 on that wall. */
function localSeconds(date: WallDate, time: WallTime): number {
  return dayOfDate(date) * DAY_SECONDS + secondsOfTime(time);
}

/**
 * All instants (epoch seconds) of a wall time that the given offset allows.
 * @throws ClinicError `local_time_missing` when the clocks jump over it, `invalid_time` when the offset does not fit.
 */
export function instantsOfWall(
  wall: { date: WallDate; time: WallTime; offset?: string | undefined },
  zone: ZoneId,
  pointers = { time: "/start_time", offset: "/utc_offset" },
): number[] {
  const local = localSeconds(wall.date, wall.time);
  const found = instantsOfClock(zone, local);
  if (found.length === 0)
    throw new ClinicError("local_time_missing", undefined, {
      errors: [
        { pointer: pointers.time, detail: "The clocks jump over this time." },
      ],
    });
  if (wall.offset === undefined) return found;
  const asked = wall.offset === "Z" ? "+00:00" : wall.offset;
  const fitting = found.filter((t) => formatOffset(local - t) === asked);
  if (fitting.length === 0)
    throw timeFault(
      pointers.offset,
      "The place does not have this UTC offset then.",
    );
  return fitting;
}

/**
 * The instant of a wall time in a zone. A time that occurs twice means the earlier, unless `offset` ("-05:00") tells.
 * @throws ClinicError `local_time_missing`, or `invalid_time` when the offset does not fit.
 */
export function toInstant(
  date: WallDate,
  time: WallTime,
  zone: ZoneId,
  offset?: string,
): Instant {
  const [first = 0] = instantsOfWall({ date, time, offset }, zone);
  return instantOfSeconds(first);
}

/** What the clock on the wall reads at an instant. */
export function toWall(instant: Instant, zone: ZoneId): WallMoment {
  const seconds = epochSeconds(instant);
  const offset = offsetAt(zone, seconds);
  const local = seconds + offset;
  const day = Math.floor(local / DAY_SECONDS);
  return {
    date: dateOfDay(day),
    time: timeOfSeconds(local - day * DAY_SECONDS),
    utc_offset: formatOffset(offset),
  };
}

/**
 * The span of a closure or an absence from one wall time to another. Unlike a visit it is never refused: it begins with
 * the first pass of a repeated hour and ends with the last, and a missing time stands for the change of the clocks.
 */
export function spanInstants(
  start: { date: WallDate; time: WallTime },
  end: { date: WallDate; time: WallTime },
  zone: ZoneId,
): { starts_at: Instant; ends_at: Instant } {
  const edge = (wall: typeof start, which: 0 | -1): Instant => {
    const local = localSeconds(wall.date, wall.time);
    const seconds =
      instantsOfClock(zone, local).at(which) ??
      offsetSpans(zone, local - DAY_SECONDS, local + DAY_SECONDS).find(
        (span) => span.from + span.offset > local,
      )?.from;
    return instantOfSeconds(seconds ?? local);
  };
  return { starts_at: edge(start, 0), ends_at: edge(end, -1) };
}
