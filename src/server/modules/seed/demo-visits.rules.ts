import type { Instant } from "#server/kernel/instants.ts";
import type { WallDate } from "#server/kernel/wall-time.ts";
import {
  addDays,
  dayOfDate,
  secondsOfTime,
  timeOfSeconds,
  weekdayOfDay,
} from "#server/kernel/wall-time.ts";
import { isAway, type DemoTimeOff } from "./demo-absences.rules.ts";
import { DOCTOR_ID, PATIENT_ID } from "./demo-cast.rules.ts";
import type { DemoDoctor, WorkingBlock } from "./demo-doctors.rules.ts";
import { livesByTheLake, type DemoPatient } from "./demo-people.rules.ts";
import { demoLocation } from "./demo-places.rules.ts";
import {
  DAYS_AHEAD,
  DAYS_BEHIND,
  secondsOf,
  todayIn,
} from "./demo-time.rules.ts";
import type { Dice } from "./random.rules.ts";

/** A time in a doctor's calendar and who has it; what became of it is told by `visitStory`. */
export interface PlannedVisit {
  readonly doctor: DemoDoctor;
  readonly patient: DemoPatient;
  readonly location_id: number;
  readonly date: WallDate;
  readonly start_time: string;
  readonly end_time: string;
  /** Epoch seconds, half-open. */
  readonly starts: number;
  readonly ends: number;
  readonly minutes: number;
  /** Was cancelled for certain: somebody else has the same time. */
  readonly given_up: boolean;
}

const lakeview = 2;
/** Jane Doe comes to Dr. Smith on the first of his days at least so far from today, in this order. */
const janesDays = [-21, 9] as const;

/** Children to the pediatrician, and who lives by the lake to the clinic there. */
function panelOf(
  doctor: DemoDoctor,
  location_id: number,
  patients: readonly DemoPatient[],
  adultBornBefore: string,
): DemoPatient[] {
  return patients.filter((patient) => {
    if (!patient.is_active || patient.id === PATIENT_ID) return false;
    if (livesByTheLake(patient) !== (location_id === lakeview)) return false;
    const adult = patient.date_of_birth < adultBornBefore;
    switch (doctor.specialization) {
      case "Pediatrics":
        return !adult;
      case "Gynecology":
        return adult && patient.gender !== "Male";
      case "Urology":
        return adult && patient.gender !== "Female";
      case "Family Medicine":
        return true;
      default:
        return adult;
    }
  });
}

/** The starts and lengths of one block, in minutes from midnight on; the fuller, the fewer free times remain. */
function fillBlock(
  dice: Dice,
  block: WorkingBlock,
  lengths: readonly number[],
  fullness: number,
): [number, number][] {
  const end = secondsOfTime(block.end_time) / 60;
  const found: [number, number][] = [];
  for (let minute = secondsOfTime(block.start_time) / 60; ;) {
    const length = dice.pick(lengths);
    if (minute + length > end) return found;
    if (!dice.chance(fullness)) {
      minute += 20;
      continue;
    }
    found.push([minute, length]);
    minute += length + (dice.chance(0.3) ? dice.pick([5, 10]) : 0);
  }
}

const fullnessOn = (daysAhead: number): number =>
  daysAhead <= 0 ? 0.95 : 0.9 - (0.5 * daysAhead) / DAYS_AHEAD;

type Choose = (
  doctor: DemoDoctor,
  location_id: number,
  date: WallDate,
) => DemoPatient | undefined;

/** Gives every time to somebody of the doctor's panel who does not come that day yet; undefined when luck fails. */
function patientChooser(dice: Dice, patients: readonly DemoPatient[]): Choose {
  const taken = new Set<string>();
  const panels = new Map<string, DemoPatient[]>();
  return (doctor, location_id, date) => {
    const key = `${doctor.id} ${location_id}`;
    const panel =
      panels.get(key) ??
      panelOf(doctor, location_id, patients, addDays(date, -18 * 365));
    panels.set(key, panel);
    for (let attempt = 0; attempt < 40; attempt += 1) {
      const patient = dice.pick(panel);
      const visit = `${patient.id} ${date}`;
      if (taken.has(visit)) continue;
      taken.add(visit);
      return patient;
    }
    return undefined;
  };
}

interface WorkingTime extends WorkingBlock {
  readonly date: WallDate;
  /** Days from today. */
  readonly day: number;
}

function workingTimes(
  doctor: DemoDoctor,
  now: Instant,
  timeOff: readonly DemoTimeOff[],
): WorkingTime[] {
  const found: WorkingTime[] = [];
  for (const block of doctor.blocks) {
    const today = todayIn(now, demoLocation(block.location_id).zone);
    for (let day = -DAYS_BEHIND; day <= DAYS_AHEAD; day += 1) {
      const date = addDays(today, day);
      if (weekdayOfDay(dayOfDate(date)) !== block.weekday) continue;
      if (!isAway(timeOff, doctor.id, date))
        found.push({ ...block, date, day });
    }
  }
  return found.sort(
    (a, b) => a.day - b.day || (a.start_time < b.start_time ? -1 : 1),
  );
}

/**
 * Every visit of the demo's days by doctor, day and time. A patient comes at most once a day, so that no two visits
 * of one patient can meet, in whichever zone they are.
 */
export function planVisits(
  dice: Dice,
  now: Instant,
  doctors: readonly DemoDoctor[],
  patients: readonly DemoPatient[],
  timeOff: readonly DemoTimeOff[],
): PlannedVisit[] {
  const choose = patientChooser(dice, patients);
  const jane = patients[PATIENT_ID - 1];
  const planned: PlannedVisit[] = [];
  for (const doctor of doctors) {
    const janesLeft: number[] = doctor.id === DOCTOR_ID ? [...janesDays] : [];
    for (const time of workingTimes(doctor, now, timeOff)) {
      const { date, location_id } = time;
      const { zone } = demoLocation(location_id);
      let janes = janesLeft[0] !== undefined && time.day >= janesLeft[0];
      if (janes) janesLeft.shift();
      for (const [minute, minutes] of fillBlock(
        dice,
        time,
        doctor.lengths,
        fullnessOn(time.day),
      )) {
        const start_time = timeOfSeconds(minute * 60);
        const starts = secondsOf(date, start_time, zone);
        const end_time = timeOfSeconds((minute + minutes) * 60);
        const ends = starts + minutes * 60;
        const at = { date, location_id, start_time, end_time, starts, ends };
        const add = (patient: DemoPatient | undefined, given_up: boolean) => {
          if (patient)
            planned.push({ doctor, patient, ...at, minutes, given_up });
        };
        // A time given up is somebody else's: two rows, one of them live.
        const given_up = !janes && dice.chance(0.035);
        add(janes ? jane : choose(doctor, location_id, date), given_up);
        if (given_up) add(choose(doctor, location_id, date), false);
        janes = false;
      }
    }
  }
  return planned;
}
