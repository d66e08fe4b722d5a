import { spanInstants, instantToSql } from "#server/kernel/instants.ts";
import type { Instant } from "#server/kernel/instants.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import { addDays, dayOfDate, weekdayOfDay } from "#server/kernel/wall-time.ts";
import { demoLocation } from "./demo-places.rules.ts";
import { todayIn } from "./demo-time.rules.ts";
import type { NewRow } from "./seed-rows.repository.ts";

export interface DemoAbsence {
  readonly id: number;
  /** Inclusive days on the wall. */
  readonly from: WallDate;
  readonly to: WallDate;
  readonly reason: string;
  /** Entered over booked visits, which are now on the worklist. */
  readonly late: boolean;
}
export interface DemoTimeOff extends DemoAbsence {
  readonly doctor_id: number;
}
export interface DemoClosure extends DemoAbsence {
  readonly location_id: number;
}

const midnight = "00:00:00" as WallTime;
/** The place whose clock an absence is read by, for every doctor: Main Clinic's zone. */
const homeId = 3;

/** From the day after `from` on, the first that is the weekday (1 = Monday). */
function next(weekday: number, from: WallDate): WallDate {
  const day = dayOfDate(from);
  return addDays(from, ((weekday - weekdayOfDay(day) + 6) % 7) + 1);
}

/** Doctor, first day counted from today, length, why; the last was entered over booked visits. */
const plannedTimeOff = [
  [2, -48, 5, "Holiday"],
  [7, -33, 3, "Conference"],
  [11, -20, 1, "Training"],
  [14, -12, 2, "Illness"],
  [18, -40, 5, "Holiday"],
  [4, 8, 5, "Holiday"],
  [9, 15, 10, "Parental leave"],
  [13, 3, 1, "Conference"],
  [16, 21, 7, "Holiday"],
  [10, 5, 3, "Family matter"],
] as const;

export function demoTimeOff(now: Instant): DemoTimeOff[] {
  const today = todayIn(now, demoLocation(homeId).zone);
  return plannedTimeOff.map(([doctor_id, first, days, reason], index) => ({
    id: index + 1,
    doctor_id,
    from: addDays(today, first),
    to: addDays(today, first + days - 1),
    reason,
    late: index === plannedTimeOff.length - 1,
  }));
}

/** Harbor Street has its boiler changed on the second Tuesday from now; people are booked on it. */
export function demoClosures(now: Instant): DemoClosure[] {
  const tuesday = addDays(next(2, todayIn(now, demoLocation(1).zone)), 7);
  return [
    {
      id: 1,
      location_id: 1,
      from: tuesday,
      to: tuesday,
      reason: "Heating works",
      late: true,
    },
  ];
}

const covers = (absence: DemoAbsence, date: WallDate): boolean =>
  absence.from <= date && date <= absence.to;

/** True when nobody was booked: the absence was known before anyone asked. */
export const isAway = (
  absences: readonly DemoTimeOff[],
  doctor_id: number,
  date: WallDate,
): boolean =>
  absences.some(
    (one) => one.doctor_id === doctor_id && !one.late && covers(one, date),
  );

/** The row of either table without the column that says whose it is. */
export function absenceRow(
  absence: DemoAbsence,
  location_id: number,
  account: number,
) {
  const { zone } = demoLocation(location_id);
  const end = addDays(absence.to, 1);
  const span = spanInstants(
    { date: absence.from, time: midnight },
    { date: end, time: midnight },
    zone,
  );
  return {
    id: absence.id,
    time_zone: zone as string,
    starts_on: absence.from as string,
    start_time: midnight as string,
    ends_on: end as string,
    end_time: midnight as string,
    starts_at: instantToSql(span.starts_at),
    ends_at: instantToSql(span.ends_at),
    reason: absence.reason,
    cancelled_at: null,
    created_by_account_id: account,
  };
}

/** Open and settled items for the visits that a late absence fell upon. */
export function demoWorklist(
  visits: readonly {
    readonly id: number;
    readonly doctor_id: number;
    readonly location_id: number;
    readonly date: WallDate;
    readonly status: string;
    readonly ahead: boolean;
  }[],
  timeOff: readonly DemoTimeOff[],
  closures: readonly DemoClosure[],
  settled: { readonly at: string; readonly account: number },
): NewRow<"worklist_items">[] {
  const items: NewRow<"worklist_items">[] = [];
  const add = (
    appointment_id: number,
    cause: "time_off" | "closure",
    cause_id: number,
  ) => {
    const called = items.length % 5 === 4;
    items.push({
      appointment_id,
      cause,
      cause_id,
      status: called ? "called" : "open",
      note: called ? "Left a message; will call back." : null,
      resolved_by_account_id: called ? settled.account : null,
      resolved_at: called ? settled.at : null,
    });
  };
  for (const visit of visits) {
    if (visit.status !== "Scheduled" || !visit.ahead) continue;
    const away = timeOff.find(
      (one) =>
        one.late &&
        one.doctor_id === visit.doctor_id &&
        covers(one, visit.date),
    );
    if (away) add(visit.id, "time_off", away.id);
    const closed = closures.find(
      (one) => one.location_id === visit.location_id && covers(one, visit.date),
    );
    if (closed) add(visit.id, "closure", closed.id);
  }
  return items;
}
