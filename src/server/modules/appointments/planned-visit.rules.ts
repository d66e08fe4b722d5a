import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Instant } from "#server/kernel/instants.ts";
import { timeFault, toWall } from "#server/kernel/instants.ts";
import { visitInstants } from "#server/kernel/visit-instants.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import { wallDate, wallTime } from "#server/kernel/wall-time.ts";
import type { ZoneId } from "#server/kernel/zones.ts";
import { isZone } from "#server/kernel/zones.ts";

/** Whose visit, and where. */
export interface VisitPlace {
  readonly doctor_id: number;
  readonly patient_id: number;
  readonly location_id: number;
}

/** A visit as somebody asks for it. */
export interface WantedVisit extends VisitPlace {
  readonly appointment_date: string;
  readonly start_time: string;
  readonly end_time: string;
  readonly utc_offset?: string | undefined;
  readonly end_utc_offset?: string | undefined;
}

/** A visit with its wall time and its instants, derived by `time_zone`. */
export interface PlannedVisit extends VisitPlace {
  readonly appointment_date: WallDate;
  readonly start_time: WallTime;
  readonly end_time: WallTime;
  readonly starts_at: Instant;
  readonly ends_at: Instant;
  readonly time_zone: ZoneId;
}

/** The zone of a location, as its row says. @throws ClinicError `invalid_time` when it is none */
export function zoneOf(time_zone: string): ZoneId {
  if (isZone(time_zone)) return time_zone;
  throw timeFault("/location_id", "The location has no valid time zone.");
}

// Before, zones had odd seconds, off every mark; beyond, nobody's rules are known.
const earliest = "1970-01-01";
const latest = "2199-12-31";

/** @throws ClinicError `invalid_time`, `local_time_missing` */
export function planVisit(wanted: WantedVisit, zone: ZoneId): PlannedVisit {
  const date = wallDate(wanted.appointment_date, "/appointment_date");
  if (date < earliest || date > latest)
    throw timeFault("/appointment_date", "A visit lies between 1970 and 2199.");
  const wall = {
    appointment_date: date,
    start_time: wallTime(wanted.start_time, "/start_time"),
    end_time: wallTime(wanted.end_time, "/end_time"),
  };
  const { starts_at, ends_at } = visitInstants(
    {
      ...wall,
      utc_offset: wanted.utc_offset,
      end_utc_offset: wanted.end_utc_offset,
    },
    zone,
  );
  const { doctor_id, patient_id, location_id } = wanted;
  return {
    doctor_id,
    patient_id,
    location_id,
    ...wall,
    starts_at,
    ends_at,
    time_zone: zone,
  };
}

/**
 * A visit of the given length that begins at a moment, written on the wall of its zone.
 * @throws ClinicError `invalid_time` when it would cross midnight
 */
export function planAt(
  place: VisitPlace,
  starts_at: Instant,
  minutes: number,
  zone: ZoneId,
): PlannedVisit {
  const ends_at = starts_at.add({ minutes });
  const start = toWall(starts_at, zone);
  const end = toWall(ends_at, zone);
  if (start.date !== end.date)
    throw new ClinicError("invalid_time", "A visit lies within one day.");
  return {
    ...place,
    appointment_date: start.date,
    start_time: start.time,
    end_time: end.time,
    starts_at,
    ends_at,
    time_zone: zone,
  };
}
