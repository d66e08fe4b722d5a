import {
  epochSeconds,
  formatOffset,
  secondsToWire,
  timeFault,
} from "#server/kernel/instants.ts";
import type { Instant } from "#server/kernel/instants.ts";
import {
  LONGEST_VISIT_MINUTES,
  MARK_SECONDS,
  SHORTEST_VISIT_MINUTES,
} from "#server/kernel/visit-instants.ts";
import {
  DAY_SECONDS,
  dateOfDay,
  dayOfDate,
  timeOfSeconds,
} from "#server/kernel/wall-time.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import { offsetAt } from "#server/kernel/zones.ts";
import type { Interval, ZoneId } from "#server/kernel/zones.ts";
import { joined, openOnDay } from "./opening.rules.ts";
import type { WeeklyHours } from "./opening.rules.ts";

/** A time in which no visit may lie: epoch seconds, half-open. */
export interface Block {
  readonly starts_at: number;
  readonly ends_at: number;
}

export interface FreeSlotsQuestion {
  readonly hours: readonly WeeklyHours[];
  /** The doctor's visits and time off, wherever they are. */
  readonly busy: readonly Block[];
  readonly closures?: readonly (Block & { readonly location_id: number })[];
  /** First and last date, both inclusive, read on the wall of each location. */
  readonly from: WallDate;
  readonly to: WallDate;
  /** Length of the visit: 5 to 480, a multiple of 5. */
  readonly minutes: number;
  /** Slots that begin earlier are not offered. */
  readonly not_before: Instant;
}

export interface FreeSlot {
  readonly location_id: number;
  readonly appointment_date: WallDate;
  readonly start_time: WallTime;
  readonly end_time: WallTime;
  /** RFC 3339 in UTC: tells the two passes of a repeated hour apart. */
  readonly starts_at: string;
  readonly utc_offset: string;
  readonly end_utc_offset: string;
}

interface Found {
  readonly at: number;
  readonly slot: FreeSlot;
}

const roundUp = (seconds: number): number =>
  Math.ceil(seconds / MARK_SECONDS) * MARK_SECONDS;

/**
 * The slots a doctor can be booked in: weekly hours minus closures, time off and visits, by location in its own zone,
 * sorted by instant, then location. Both passes of a repeated hour are offered, a missing hour never;
 * a slot begins and ends on one date.
 *
 * The grid: starts lie at opening + k x `minutes` of real time. In a gap that begins when a block ends, they begin
 * there (rounded up to 5 minutes) instead, if that fits more slots into the gap.
 * @throws ClinicError `invalid_time` for a length that no visit may have.
 */
export function freeSlots(question: FreeSlotsQuestion): FreeSlot[] {
  const { minutes, hours } = question;
  if (
    minutes < SHORTEST_VISIT_MINUTES ||
    minutes > LONGEST_VISIT_MINUTES ||
    (minutes * 60) % MARK_SECONDS !== 0
  )
    throw timeFault(
      "/minutes",
      "A visit takes 5 to 480 minutes, a multiple of 5.",
    );
  const found: Found[] = [];
  for (const location_id of new Set(hours.map((row) => row.location_id)))
    addSlotsOfLocation(question, location_id, found);
  return found
    .sort((a, b) => a.at - b.at || a.slot.location_id - b.slot.location_id)
    .map(({ slot }) => slot);
}

function addSlotsOfLocation(
  question: FreeSlotsQuestion,
  location_id: number,
  found: Found[],
): void {
  const hours = question.hours.filter((row) => row.location_id === location_id);
  const zone = hours[0]?.zone;
  if (zone === undefined) return;
  const earliest = epochSeconds(question.not_before);
  const step = question.minutes * 60;
  const blocks = joined(
    [
      ...question.busy,
      ...(question.closures ?? []).filter((c) => c.location_id === location_id),
    ].map(({ starts_at, ends_at }) => ({ from: starts_at, until: ends_at })),
  );
  let passed = 0;
  for (
    let day = dayOfDate(question.from), last = dayOfDate(question.to);
    day <= last;
    day++
  ) {
    const date = dateOfDay(day);
    for (const open of openOnDay(hours, day, date)) {
      if (open.until <= earliest) continue;
      const until = endOnSameDate(open.until, zone, day);
      while ((blocks[passed]?.until ?? Infinity) <= open.from) passed++;
      for (const start of starts(
        { from: open.from, until },
        blocks,
        passed,
        step,
      ))
        // Filtered only here: the grid must not slide along with the time of day.
        if (start >= earliest)
          found.push({
            at: start,
            slot: describe(location_id, zone, date, day, start, step),
          });
    }
  }
}

/** A visit cannot end at 24:00, which the wall shows as the next day's 00:00: the last mark before it is the end. */
function endOnSameDate(until: number, zone: ZoneId, day: number): number {
  return until + offsetAt(zone, until) >= (day + 1) * DAY_SECONDS
    ? Math.floor((until - 1) / MARK_SECONDS) * MARK_SECONDS
    : until;
}

/** Starts within one opening, ascending. `blocks` are joined; those before `first` have passed. */
function starts(
  open: Interval,
  blocks: readonly Interval[],
  first: number,
  step: number,
): number[] {
  const result: number[] = [];
  const opening = roundUp(open.from);
  let gapFrom = opening;
  for (let i = first; ; i++) {
    const block = blocks[i];
    const gapUntil = Math.min(block?.from ?? Infinity, open.until);
    const onGrid = opening + Math.ceil((gapFrom - opening) / step) * step;
    const gridFits = Math.floor((gapUntil - onGrid) / step);
    const gapFits = Math.floor((gapUntil - gapFrom) / step);
    for (
      let t = gapFits > Math.max(gridFits, 0) ? gapFrom : onGrid;
      t + step <= gapUntil;
      t += step
    )
      result.push(t);
    if (!block || block.from >= open.until) return result;
    gapFrom = roundUp(block.until);
  }
}

function describe(
  location_id: number,
  zone: ZoneId,
  date: WallDate,
  day: number,
  start: number,
  step: number,
): FreeSlot {
  const midnight = day * DAY_SECONDS;
  const offset = offsetAt(zone, start);
  const endOffset = offsetAt(zone, start + step);
  return {
    location_id,
    appointment_date: date,
    start_time: timeOfSeconds(start + offset - midnight),
    end_time: timeOfSeconds(start + step + endOffset - midnight),
    starts_at: secondsToWire(start),
    utc_offset: formatOffset(offset),
    end_utc_offset: formatOffset(endOffset),
  };
}
