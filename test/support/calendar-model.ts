import { Temporal } from "temporal-polyfill";

export interface ModelPlan {
  readonly doctor_id: number;
  readonly patient_id: number;
  readonly location_id: number;
  readonly zone: string;
  /** Epoch milliseconds. */
  readonly starts: number;
  readonly ends: number;
}

export interface ModelVisit extends ModelPlan {
  readonly id: number;
  version: number;
  live: boolean;
}

interface WallVisit {
  readonly doctor_id: number;
  readonly patient_id: number;
  readonly location_id: number;
  readonly appointment_date: string;
  readonly start_time: string;
  readonly end_time: string;
}

const minute = 60_000;

/** Both readings of a wall time, ascending; none where the clocks jump over it. */
function readings(date: string, time: string, zone: string): number[] {
  const plain = Temporal.PlainDateTime.from(`${date}T${time}`);
  const found = (["earlier", "later"] as const)
    .map((disambiguation) => plain.toZonedDateTime(zone, { disambiguation }))
    .filter((zoned) => zoned.toPlainDateTime().equals(plain))
    .map((zoned) => zoned.epochMilliseconds);
  return [...new Set(found)];
}

/** What the calendars ought to do, thought out a second time on Temporal and plain lists. */
export class CalendarModel {
  readonly visits: ModelVisit[] = [];

  /** Undefined where the wall time makes no visit. */
  plan(wanted: WallVisit, zone: string): ModelPlan | undefined {
    const { appointment_date, start_time, end_time, ...place } = wanted;
    const starts = readings(appointment_date, start_time, zone)[0];
    if (starts === undefined) return undefined;
    const ends = readings(appointment_date, end_time, zone).find(
      (end) => end > starts,
    );
    if (ends === undefined) return undefined;
    const minutes = (ends - starts) / minute;
    if (minutes < 5 || minutes > 480) return undefined;
    const { doctor_id, patient_id, location_id } = place;
    return { doctor_id, patient_id, location_id, zone, starts, ends };
  }

  /** The two plans of a swap; undefined where one would cross midnight. */
  swap(a: ModelPlan, b: ModelPlan): [ModelPlan, ModelPlan] | undefined {
    const moved = (visit: ModelPlan, other: ModelPlan): ModelPlan => {
      const place = visit.doctor_id === other.doctor_id ? other : visit;
      return {
        doctor_id: visit.doctor_id,
        patient_id: visit.patient_id,
        location_id: place.location_id,
        zone: place.zone,
        starts: other.starts,
        ends: other.starts + visit.ends - visit.starts,
      };
    };
    const plans: [ModelPlan, ModelPlan] = [moved(a, b), moved(b, a)];
    const day = (at: number, zone: string) =>
      Temporal.Instant.fromEpochMilliseconds(at)
        .toZonedDateTimeISO(zone)
        .toPlainDate()
        .toString();
    return plans.every(
      ({ starts, ends, zone }) => day(starts, zone) === day(ends, zone),
    )
      ? plans
      : undefined;
  }

  /** The status of a refusal; undefined when the plans fit while `leaving` goes away. */
  answerTo(
    plans: readonly ModelPlan[] | undefined,
    leaving: readonly ModelVisit[],
  ): 409 | 422 | undefined {
    if (!plans) return 422;
    const standing: ModelPlan[] = this.visits.filter(
      (visit) => visit.live && !leaving.includes(visit),
    );
    for (const plan of plans) {
      const clash = standing.some(
        (other) =>
          (other.doctor_id === plan.doctor_id ||
            other.patient_id === plan.patient_id) &&
          other.starts < plan.ends &&
          plan.starts < other.ends,
      );
      if (clash) return 409;
      standing.push(plan);
    }
    return undefined;
  }
}
