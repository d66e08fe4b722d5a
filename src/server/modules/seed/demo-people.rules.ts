import type { Instant } from "#server/kernel/instants.ts";
import { epochSeconds } from "#server/kernel/instants.ts";
import { DAY_SECONDS, dateOfDay } from "#server/kernel/wall-time.ts";
import { castPatient, PATIENT_ID } from "./demo-cast.rules.ts";
import { personName } from "./demo-names.rules.ts";
import { sqlTimestamp } from "./demo-time.rules.ts";
import type { Dice } from "./random.rules.ts";
import type { NewRow } from "./seed-rows.repository.ts";

export type DemoPatient = NewRow<"patients"> & {
  readonly id: number;
  readonly email: string | null;
  readonly is_active: boolean;
};

export const PATIENTS = 2_000;

const bloodTypes = [
  ["O+", 37],
  ["A+", 33],
  ["B+", 9],
  ["O-", 6],
  ["A-", 6],
  ["AB+", 3],
  ["B-", 2],
  ["AB-", 1],
  ["Unknown", 3],
] as const;
const allergyTexts = [
  "Penicillin (rash)",
  "Penicillin, amoxicillin",
  "Sulfonamides",
  "Aspirin (asthma)",
  "Ibuprofen",
  "Latex",
  "Peanuts (anaphylaxis)",
  "Shellfish",
  "Iodinated contrast",
  "Codeine (nausea)",
  "Bee venom; carries an auto-injector",
];
const streets = [
  "Maple Street",
  "Oak Avenue",
  "Chestnut Lane",
  "Willow Road",
  "Church Street",
  "Mill Lane",
  "Park Avenue",
  "River Road",
  "Orchard Close",
  "Station Road",
];
const towns = [
  ["617", "Boston, MA 02215"],
  ["617", "Brookline, MA 02446"],
  ["603", "Portsmouth, NH 03801"],
  ["603", "Dover, NH 03820"],
  ["847", "Evanston, IL 60201"],
  ["847", "Skokie, IL 60076"],
] as const;

/** Whether the patient lives by the lake, where Lakeview Clinic is. */
export const livesByTheLake = (patient: DemoPatient): boolean =>
  patient.phone.startsWith("+1 847");

const letters = (name: string): string =>
  name
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z]/g, "")
    .slice(0, 24);

function standingOf(dice: Dice, id: number) {
  const gone = (
    inactive_reason: "deceased" | "moved" | "test" | "duplicate",
  ) => ({
    is_active: false,
    inactive_reason,
    duplicate_of:
      inactive_reason === "duplicate" ? dice.between(100, id - 1) : null,
  });
  if (id > 200 && id % 50 === 0)
    return gone(
      (["deceased", "moved", "duplicate", "test"] as const)[(id / 50) % 4]!,
    );
  return { is_active: true, inactive_reason: null, duplicate_of: null };
}

function allergiesOf(dice: Dice) {
  const allergy_status = dice.pickWeighted([
    ["none_known", 55],
    ["recorded", 25],
    ["not_asked", 20],
  ] as const);
  return {
    allergies: allergy_status === "recorded" ? dice.pick(allergyTexts) : null,
    allergy_status,
  };
}

/** Names of other scripts and the very long ones stand alone: a made-up relative would sound made up. */
const mayHaveKin = (patient: DemoPatient): boolean =>
  patient.id !== PATIENT_ID &&
  /^\p{Script=Latin}[^ ]{0,20}$/u.test(patient.last_name);

/**
 * The patients, by id from 1 without a gap; 42 is Jane Doe. About one in four belongs to the family of the patient
 * before: same name, telephone and address. Only the first of a family has the e-mail address.
 */
export function demoPatients(dice: Dice, now: Instant): DemoPatient[] {
  const today = Math.floor(epochSeconds(now) / DAY_SECONDS);
  const patients: DemoPatient[] = [];
  for (let id = 1; id <= PATIENTS; id += 1) {
    if (id === PATIENT_ID) {
      patients.push(castPatient);
      continue;
    }
    const before = patients.at(-1);
    const kin =
      before && mayHaveKin(before) && dice.chance(0.25) ? before : undefined;
    const name = personName(dice, id, kin?.last_name);
    const age = kin ? dice.between(0, 25) : dice.between(18, 92);
    const since =
      (today - dice.between(61, 2_900)) * DAY_SECONDS +
      dice.between(46_800, 75_600);
    const born = Math.min(
      today - age * 365 - dice.between(0, 364),
      Math.floor(since / DAY_SECONDS) - 3,
    );
    const hasEmail = !kin && dice.chance(0.75);
    const [area, town] = dice.pick(towns);
    const related = dice.chance(0.6);
    const standing = standingOf(dice, id);
    const original = patients[(standing.duplicate_of ?? 0) - 1];
    patients.push({
      id,
      first_name: original?.first_name ?? name.first_name,
      last_name: original?.last_name ?? name.last_name,
      gender: original?.gender ?? name.gender,
      date_of_birth: original?.date_of_birth ?? dateOfDay(born),
      phone:
        kin?.phone ?? `+1 ${area} 555 ${String(id + 1_000).padStart(4, "0")}`,
      email: hasEmail
        ? `${letters(name.first_name) || "patient"}.${letters(name.last_name) || "mail"}${id}@mail.example`
        : null,
      address:
        kin?.address ??
        `${dice.between(1, 240)} ${dice.pick(streets)}, ${town}`,
      emergency_contact: related
        ? `${personName(dice, 1, name.last_name).first_name} ${name.last_name}`.slice(
            0,
            100,
          )
        : null,
      emergency_phone: related
        ? `+1 617 555 ${dice.between(3_000, 9_999)}`
        : null,
      blood_type: dice.chance(0.7) ? dice.pickWeighted(bloodTypes) : null,
      ...allergiesOf(dice),
      ...standing,
      created_at: sqlTimestamp(since),
      updated_at: sqlTimestamp(since),
    });
  }
  return patients;
}
