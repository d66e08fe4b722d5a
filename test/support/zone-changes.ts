import { Temporal } from "temporal-polyfill";
import type { ZoneId } from "#server/kernel/zones.ts";

/** Zones that between them do everything clocks do: half-hour changes, a break for Ramadan, changes at midnight, none at all. */
export const TRAVELLED_ZONES = [
  "Africa/Cairo",
  "Africa/Casablanca",
  "America/Asuncion",
  "America/Havana",
  "America/Los_Angeles",
  "America/New_York",
  "America/Nuuk",
  "America/Santiago",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Antarctica/Troll",
  "Asia/Beirut",
  "Asia/Gaza",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Tehran",
  "Atlantic/Azores",
  "Australia/Lord_Howe",
  "Australia/Sydney",
  "Europe/Dublin",
  "Europe/London",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
] as ZoneId[];

/** Temporal's own list of a zone's changes in the years from-to, as epoch seconds: the witness that ours is held against. */
export function changesOf(zone: string, from = 2020, to = 2035): number[] {
  const changes: number[] = [];
  const end = Temporal.Instant.from(`${to + 1}-01-01T00:00:00Z`);
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.from(
    `${from}-01-01T00:00:00Z`,
  ).toZonedDateTimeISO(zone);
  while ((at = at.getTimeZoneTransition("next")))
    if (at.epochMilliseconds < end.epochMilliseconds)
      changes.push(at.epochMilliseconds / 1000);
    else break;
  return changes;
}
