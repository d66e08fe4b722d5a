import { ClinicError } from "#server/kernel/clinic-error.ts";
import { epochSeconds, type Instant } from "#server/kernel/instants.ts";
import { at, secondsOf, todayIn } from "./demo-time.rules.ts";
import type { WallDate } from "#server/kernel/wall-time.ts";
import { addDays, dayOfDate, weekdayOfDay } from "#server/kernel/wall-time.ts";
import { zoneId, type ZoneId } from "#server/kernel/zones.ts";

export interface LargeDay {
  readonly date: WallDate;
  /** Epoch seconds of midnight, as far as working hours are concerned. */
  readonly midnight: number;
}

/** How a large clinic is laid out: visit after visit through time, each slot of a day doctor by doctor. */
export interface LargeSize {
  readonly patients: number;
  readonly appointments: number;
  readonly doctors: number;
  readonly locations: number;
  readonly zone: ZoneId;
  readonly days: readonly LargeDay[];
  /** Of one doctor on one day. */
  readonly slots: number;
  readonly slotMinutes: number;
  /** Epoch seconds. */
  readonly now: number;
}

export const OPENS_AT_MINUTE = 8 * 60;
const workMinutes = 480;
const usualVisitsADay = 14;
/** About 480 visits a day. */
const doctorsALocation = 34;
const daysBehind = Math.round(4.75 * 365);
const daysAhead = Math.round(0.25 * 365);
const paces = [30, 20, 15, 10, 5] as const;

function workingDays(now: Instant, zone: ZoneId): LargeDay[] {
  const today = todayIn(now, zone);
  const days: LargeDay[] = [];
  for (let day = -daysBehind; day <= daysAhead; day += 1) {
    const date = addDays(today, day);
    if (weekdayOfDay(dayOfDate(date)) > 5) continue;
    // Counted back from the morning: the clocks may change in the night before.
    const midnight = secondsOf(date, at("08:00"), zone) - 8 * 3_600;
    days.push({ date, midnight });
  }
  return days;
}

/**
 * Plans five years of working days (a quarter of a year of them ahead) for the numbers wanted.
 * @throws ClinicError `refused_by_rule` when so many visits have no room
 */
export function largeSize(
  wanted: {
    patients: number;
    appointments: number;
    doctors?: number | undefined;
  },
  now: Instant,
): LargeSize {
  const zone = zoneId("America/New_York");
  const days = workingDays(now, zone);
  const { patients, appointments } = wanted;
  const doctors =
    wanted.doctors ??
    Math.max(1, Math.ceil(appointments / (days.length * usualVisitsADay)));
  const refuse = (detail: string): never => {
    throw new ClinicError("refused_by_rule", detail);
  };
  if (patients < 2 * doctors)
    refuse(`${doctors} doctors need at least ${2 * doctors} patients.`);
  const slotMinutes =
    paces.find(
      (minutes) =>
        appointments <= days.length * doctors * (workMinutes / minutes),
    ) ?? refuse("So many visits need more doctors.");
  return {
    patients,
    appointments,
    doctors,
    locations: Math.ceil(doctors / doctorsALocation),
    zone,
    days,
    slots: workMinutes / slotMinutes,
    slotMinutes,
    now: epochSeconds(now),
  };
}

/** Doctors 1 to 34 work at location 1, and so on. */
export const locationOf = (size: LargeSize, doctor_id: number): number =>
  1 + Math.floor(((doctor_id - 1) * size.locations) / size.doctors);
