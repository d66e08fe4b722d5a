import type { BulkValue } from "#server/storage/bulk-load.ts";
import { timeOfSeconds } from "#server/kernel/wall-time.ts";
import { sqlInstant } from "./demo-time.rules.ts";
import {
  locationOf,
  OPENS_AT_MINUTE,
  type LargeDay,
  type LargeSize,
} from "./large-size.rules.ts";
import { cancellationReasons, purposesOf } from "./visit-words.rules.ts";

export const visitColumns = [
  "id",
  "doctor_id",
  "patient_id",
  "location_id",
  "appointment_date",
  "start_time",
  "end_time",
  "purpose",
  "status",
  "created_at",
  "updated_at",
  "cancellation_reason",
  "cancelled_by",
  "starts_at",
  "ends_at",
  "time_zone",
  "arrived_at",
  "completed_at",
  "cancelled_at",
] as const;

type Status = "Scheduled" | "Completed" | "Cancelled" | "No-show";

export interface LargeVisit {
  /** From 0, through time; the id is one more. */
  readonly index: number;
  readonly day: LargeDay;
  readonly doctor_id: number;
  readonly patient_id: number;
  readonly minute: number;
  readonly minutes: number;
  /** Epoch seconds, half-open. */
  readonly starts: number;
  readonly ends: number;
  readonly status: Status;
}

/** 0 up to 1, the same for the same number: a visit is made anew wherever it is asked for, and nothing is kept. */
export function share(number: number, salt: number): number {
  let h = Math.imul(number ^ (salt * 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296;
}

const blockSize = 4_096;
const stride = 1_597;

/**
 * Who has the visit. Patients take turns, so nobody has two visits at once; the turns are shuffled within blocks, so
 * that the order is not that of the ids and the index by patient is still written block by block.
 */
function patientOf({ patients, doctors }: LargeSize, index: number): number {
  const turn = Math.floor(index / patients);
  const place = index % patients;
  // Across two turns a shuffled block must not come near itself.
  if (patients < 2 * doctors + 2 * blockSize) return 1 + place;
  const start = place - (place % blockSize);
  const length = Math.min(blockSize, patients - start);
  const step = length % stride === 0 ? 1 : stride;
  return 1 + start + (((place - start) * step + turn * 977) % length);
}

function statusOf(index: number, starts: number, now: number): Status {
  const roll = share(index, 1);
  if (starts > now) return roll < 0.05 ? "Cancelled" : "Scheduled";
  return roll < 0.85 ? "Completed" : roll < 0.94 ? "Cancelled" : "No-show";
}

/** The visit with the given place in time. */
export function largeVisit(size: LargeSize, index: number): LargeVisit {
  const { days, slots, doctors, slotMinutes } = size;
  const position = Math.floor(
    (index * days.length * slots * doctors) / size.appointments,
  );
  const slot = Math.floor(position / doctors) % slots;
  const day = days[Math.floor(position / (doctors * slots))] as LargeDay;
  const minute = OPENS_AT_MINUTE + slot * slotMinutes;
  // A third ends five minutes early, never below five.
  const minutes =
    slotMinutes > 5 && share(index, 2) < 0.33 ? slotMinutes - 5 : slotMinutes;
  const starts = day.midnight + minute * 60;
  return {
    index,
    day,
    doctor_id: 1 + (position % doctors),
    patient_id: patientOf(size, index),
    minute,
    minutes,
    starts,
    ends: starts + minutes * 60,
    status: statusOf(index, starts, size.now),
  };
}

const purposes = [
  "Family Medicine",
  "Internal Medicine",
  "Neurology",
  "Dermatology",
].flatMap(purposesOf);
const reasons = Object.entries(cancellationReasons).flatMap(([who, list]) =>
  list.map((reason) => [reason, who] as const),
);
const chosen = <T>(list: readonly T[], index: number, salt: number): T =>
  list[Math.floor(share(index, salt) * list.length)] as T;

function rowOf(size: LargeSize, visit: LargeVisit): BulkValue[] {
  const { index, starts, ends, status } = visit;
  const booked = sqlInstant(
    Math.min(
      starts - 86_400 - Math.floor(share(index, 3) * 2_600_000),
      size.now - 60,
    ),
  ).slice(0, 19);
  const [reason, who] =
    status === "Cancelled" ? chosen(reasons, index, 4) : [null, null];
  const startsAt = sqlInstant(starts);
  const endsAt = sqlInstant(ends);
  const isDone = status === "Completed";
  return [
    index + 1,
    visit.doctor_id,
    visit.patient_id,
    locationOf(size, visit.doctor_id),
    visit.day.date,
    timeOfSeconds(visit.minute * 60),
    timeOfSeconds((visit.minute + visit.minutes) * 60),
    chosen(purposes, index, 5),
    status,
    booked,
    isDone ? endsAt.slice(0, 19) : booked,
    reason,
    who,
    startsAt,
    endsAt,
    size.zone,
    isDone ? startsAt : null,
    isDone ? endsAt : null,
    status === "Cancelled" ? `${booked}.000000` : null,
  ];
}

/** Rows of `appointments` by id, which is also the order of time. */
export function* largeVisitRows(size: LargeSize): Generator<BulkValue[]> {
  for (let index = 0; index < size.appointments; index += 1)
    yield rowOf(size, largeVisit(size, index));
}
