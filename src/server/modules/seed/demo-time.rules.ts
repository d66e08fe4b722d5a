import {
  instantsOfWall,
  secondsToWire,
  toWall,
} from "#server/kernel/instants.ts";
import type { Instant } from "#server/kernel/instants.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import type { ZoneId } from "#server/kernel/zones.ts";

/** The stretch of days that the demo shows, around today. */
export const DAYS_BEHIND = 60;
export const DAYS_AHEAD = 30;

/** Epoch seconds of a wall time that no change of the clocks touches: clinics are closed at night. */
export const secondsOf = (
  date: WallDate,
  time: WallTime,
  zone: ZoneId,
): number => instantsOfWall({ date, time }, zone)[0] ?? 0;

/** DATETIME(6) text of epoch seconds; by arithmetic, for there are a hundred thousand of them. */
export const sqlInstant = (seconds: number): string =>
  `${secondsToWire(seconds).slice(0, 19).replace("T", " ")}.000000`;

/** TIMESTAMP text of epoch seconds. */
export const sqlTimestamp = (seconds: number): string =>
  sqlInstant(seconds).slice(0, 19);

export const todayIn = (now: Instant, zone: ZoneId): WallDate =>
  toWall(now, zone).date;

export const at = (time: string): WallTime => `${time}:00` as WallTime;
