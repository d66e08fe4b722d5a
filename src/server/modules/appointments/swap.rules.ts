import { planAt, type PlannedVisit } from "./planned-visit.rules.ts";

const minutesOf = (visit: PlannedVisit): number =>
  (visit.ends_at.epochMilliseconds - visit.starts_at.epochMilliseconds) /
  60_000;

/**
 * Two visits with their times exchanged: each begins at the moment when the other began and keeps its length.
 * Visits of one doctor exchange their places too, since the doctor is where the time is;
 * with two doctors each stays where its doctor is, on the wall of that place.
 * @throws ClinicError `invalid_time` when one would cross midnight
 */
export function swapped(
  first: PlannedVisit,
  second: PlannedVisit,
): [PlannedVisit, PlannedVisit] {
  const samePlaces = first.doctor_id !== second.doctor_id;
  const moved = (visit: PlannedVisit, other: PlannedVisit): PlannedVisit => {
    const place = samePlaces ? visit : other;
    return planAt(
      {
        doctor_id: visit.doctor_id,
        patient_id: visit.patient_id,
        location_id: place.location_id,
      },
      other.starts_at,
      minutesOf(visit),
      place.time_zone,
    );
  };
  return [moved(first, second), moved(second, first)];
}
