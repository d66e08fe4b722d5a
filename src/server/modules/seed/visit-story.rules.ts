import { PATIENT_ID } from "./demo-cast.rules.ts";
import type { PlannedVisit } from "./demo-visits.rules.ts";
import { demoLocation } from "./demo-places.rules.ts";
import { sqlInstant, sqlTimestamp } from "./demo-time.rules.ts";
import type { Dice } from "./random.rules.ts";
import type { NewRow } from "./seed-rows.repository.ts";
import {
  cancellationReasons,
  deskNotes,
  purposesOf,
} from "./visit-words.rules.ts";

type Status = "Scheduled" | "Completed" | "Cancelled" | "No-show";

export interface DemoVisit extends PlannedVisit {
  readonly id: number;
  readonly status: Status;
  /** Starts after now. */
  readonly ahead: boolean;
  readonly row: NewRow<"appointments"> & { readonly id: number };
}

/** Accounts that book. */
export interface Bookers {
  readonly front_desk: number;
  readonly patient: number;
}

const day = 86_400;
const orNull = (seconds: number | null): string | null =>
  seconds === null ? null : sqlInstant(seconds);

function statusOf(dice: Dice, visit: PlannedVisit, now: number): Status {
  if (visit.given_up) return "Cancelled";
  const isJane = visit.patient.id === PATIENT_ID;
  if (visit.ends > now - 1_200)
    return !isJane && dice.chance(visit.starts > now ? 0.04 : 0.02)
      ? "Cancelled"
      : "Scheduled";
  if (isJane) return "Completed";
  return dice.pickWeighted<Status>([
    ["Completed", 880],
    ["Cancelled", 55],
    ["No-show", 60],
    // Somebody forgot to close them: the desk finds such visits in every clinic.
    ["Scheduled", 5],
  ]);
}

function arrivalOf(
  dice: Dice,
  visit: PlannedVisit,
  status: Status,
  now: number,
): number | null {
  if (status === "Completed") return visit.starts - dice.between(-3, 15) * 60;
  const due =
    status === "Scheduled" &&
    visit.starts - 900 < now &&
    visit.ends > now - 1_200;
  return due && dice.chance(0.8)
    ? Math.min(now - 60, visit.starts - dice.between(2, 14) * 60)
    : null;
}

function storyOf(
  dice: Dice,
  visit: PlannedVisit,
  now: number,
  bookers: Bookers,
): Omit<DemoVisit, "id" | "row"> & {
  fields: Omit<NewRow<"appointments">, "id">;
} {
  const booked = Math.min(
    visit.starts - dice.between(1, 35) * day - dice.between(0, 20_000),
    now - dice.between(1, 400) * 600,
  );
  const status = statusOf(dice, visit, now);
  const arrived = arrivalOf(dice, visit, status, now);
  const completed =
    status === "Completed"
      ? Math.min(now, visit.ends + dice.between(0, 10) * 60)
      : null;
  const latest = Math.min(visit.starts - 1_800, now - 60);
  const cancelled =
    status === "Cancelled"
      ? Math.max(
          booked + 60,
          latest - dice.between(0, Math.max(0, latest - booked)),
        )
      : null;
  const cancelled_by =
    cancelled === null
      ? null
      : dice.pickWeighted([
          ["Patient", 60],
          ["Doctor", 22],
          ["Admin", 18],
        ] as const);
  const changes = [arrived, completed, cancelled].filter((one) => one !== null);
  const byPatient = visit.patient.id === PATIENT_ID;
  return {
    ...visit,
    status,
    ahead: visit.starts > now,
    fields: {
      doctor_id: visit.doctor.id,
      patient_id: visit.patient.id,
      location_id: visit.location_id,
      appointment_date: visit.date,
      start_time: visit.start_time,
      end_time: visit.end_time,
      purpose: dice.chance(0.95)
        ? dice.pick(purposesOf(visit.doctor.specialization))
        : null,
      status,
      notes: dice.chance(0.06) ? dice.pick(deskNotes) : null,
      created_at: sqlTimestamp(booked),
      updated_at: sqlTimestamp(Math.max(booked, ...changes)),
      cancellation_reason:
        cancelled_by === null
          ? null
          : dice.pick(cancellationReasons[cancelled_by]),
      cancelled_by,
      starts_at: sqlInstant(visit.starts),
      ends_at: sqlInstant(visit.ends),
      time_zone: demoLocation(visit.location_id).zone,
      arrived_at: orNull(arrived),
      completed_at: orNull(completed),
      cancelled_at: orNull(cancelled),
      override_reason: null,
      booked_by_account_id: byPatient ? bookers.patient : bookers.front_desk,
      row_version: 1 + changes.length + (status === "No-show" ? 1 : 0),
    },
  };
}

/**
 * What became of each visit by now (epoch seconds): done, cancelled, missed, under way or ahead. Ids follow the
 * order in which they were booked.
 */
export function visitStories(
  dice: Dice,
  visits: readonly PlannedVisit[],
  now: number,
  bookers: Bookers,
  firstId: number,
): DemoVisit[] {
  return visits
    .map((visit) => storyOf(dice, visit, now, bookers))
    .sort((a, b) =>
      String(a.fields.created_at) < String(b.fields.created_at) ? -1 : 1,
    )
    .map(({ fields, ...visit }, index) => {
      const id = firstId + index;
      return { ...visit, id, row: { id, ...fields } };
    });
}

const cellSeconds = 300;
/** Two days after its end nothing asks for the cells of a visit any more. */
const keptFor = 2 * day;

/** The cells that live visits hold, in the order of the table's key. */
export function cellRows(
  visits: readonly DemoVisit[],
  now: number,
): NewRow<"calendar_cells">[] {
  const rows: NewRow<"calendar_cells">[] = [];
  for (const kind of ["doctor", "patient"] as const)
    for (const visit of visits) {
      const isLive =
        visit.status === "Scheduled" || visit.status === "Completed";
      if (!isLive || visit.ends < now - keptFor) continue;
      const resource_id =
        kind === "doctor" ? visit.doctor.id : visit.patient.id;
      for (let at = visit.starts; at < visit.ends; at += cellSeconds)
        rows.push({
          kind,
          resource_id,
          cell: at / cellSeconds,
          appointment_id: visit.id,
        });
    }
  return rows.sort(
    (a, b) =>
      (a.kind === b.kind ? 0 : a.kind === "doctor" ? -1 : 1) ||
      a.resource_id - b.resource_id ||
      a.cell - b.cell,
  );
}
