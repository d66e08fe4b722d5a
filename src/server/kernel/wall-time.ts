import { ClinicError } from "./clinic-error.ts";

declare const kind: unique symbol;

/** A calendar date on the wall, "YYYY-MM-DD". It says nothing about where. */
export type WallDate = string & { readonly [kind]: "WallDate" };
/** A time of day on the wall, always "HH:MM:SS", "00:00:00" to "23:59:59". */
export type WallTime = string & { readonly [kind]: "WallTime" };

export const DAY_SECONDS = 86_400;

/**
 * Days since 1970-01-01 of a civil date; the year begins in March so that the leap day falls at its end.
 * Plain arithmetic because the free-slot path does it thousands of times a second.
 */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear =
    Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** The date of a day number (days since 1970-01-01). */
export function dateOfDay(epochDay: number): WallDate {
  const shifted = epochDay + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra -
    (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}` as WallDate;
}

/** The day number (days since 1970-01-01) of a date. */
export function dayOfDate(date: WallDate): number {
  return daysFromCivil(
    Number(date.slice(0, 4)),
    Number(date.slice(5, 7)),
    Number(date.slice(8, 10)),
  );
}

/** ISO weekday of a day number: 1 is Monday, 7 is Sunday. */
export function weekdayOfDay(epochDay: number): number {
  return ((((epochDay + 3) % 7) + 7) % 7) + 1;
}

/** The date `days` later (or earlier when negative). */
export function addDays(date: WallDate, days: number): WallDate {
  return dateOfDay(dayOfDate(date) + days);
}

/** Seconds since midnight. Accepts the "24:00:00" that working hours may end with. */
export function secondsOfTime(time: string): number {
  return (
    Number(time.slice(0, 2)) * 3600 +
    Number(time.slice(3, 5)) * 60 +
    (time.length > 5 ? Number(time.slice(6, 8)) : 0)
  );
}

// Written once: free slots ask for the same few hundred times over and over.
const MINUTES = Array.from(
  { length: 1_440 },
  (_, i) => `${two(Math.floor(i / 60))}:${two(i % 60)}:`,
);

/** The time of day at `seconds` since midnight, 0 to 86 399. */
export function timeOfSeconds(seconds: number): WallTime {
  return `${MINUTES[Math.floor(seconds / 60)]}${two(seconds % 60)}` as WallTime;
}

/**
 * Reads "YYYY-MM-DD".
 * @throws ClinicError `invalid_time` when it is no date of the calendar.
 */
export function wallDate(text: string, pointer = ""): WallDate {
  const shaped = /^\d{4}-\d\d-\d\d$/.test(text);
  // A date that comes back different (2026-02-30) never existed.
  if (shaped && dateOfDay(dayOfDate(text as WallDate)) === text)
    return text as WallDate;
  throw new ClinicError("invalid_time", undefined, {
    errors: [{ pointer, detail: "Not a calendar date (YYYY-MM-DD)." }],
  });
}

/**
 * Reads "HH:MM" or "HH:MM:SS" and answers "HH:MM:SS".
 * @throws ClinicError `invalid_time` when it is no time of a day; "24:00" belongs to the next day and is refused.
 */
export function wallTime(text: string, pointer = ""): WallTime {
  if (/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text))
    return (text.length === 5 ? `${text}:00` : text) as WallTime;
  throw new ClinicError("invalid_time", undefined, {
    errors: [{ pointer, detail: "Not a time of day (HH:MM)." }],
  });
}
