import { dateOfDay } from "#server/kernel/wall-time.ts";
import type { BulkValue } from "#server/storage/bulk-load.ts";
import {
  familyNames,
  firstNames,
  otherScriptNames,
} from "./demo-names.rules.ts";
import { sqlInstant } from "./demo-time.rules.ts";
import type { LargeSize } from "./large-size.rules.ts";
import { seededDice, type Dice } from "./random.rules.ts";

export const patientColumns = [
  "id",
  "first_name",
  "last_name",
  "date_of_birth",
  "gender",
  "phone",
  "email",
  "address",
  "blood_type",
  "allergies",
  "allergy_status",
  "is_active",
  "inactive_reason",
  "created_at",
  "updated_at",
] as const;

/** What the search is built from, and what the row is made of. */
export interface LargePatient {
  readonly id: number;
  readonly first_name: string;
  readonly last_name: string;
  readonly phone: string;
  readonly email: string | null;
  readonly date_of_birth: string;
  readonly is_active: boolean;
  readonly gender: "Male" | "Female";
}

const onsets =
  "b br c ch d dr f fl g gr h j k l m n p pr r s sh st t tr v w z".split(" ");
const vowels = "a a e e i o o u ai ee ia ou".split(" ");
const codas = ["", "", "", "n", "r", "l", "s", "t", "nd", "rt", "ck", "ll"];

/** Few names are common and most are rare: ranks drawn evenly over their logarithm. */
const skewed = (dice: Dice, size: number): number =>
  Math.min(size - 1, Math.floor(size ** dice.roll()) - 1);

function inventedName(rank: number): string {
  const dice = seededDice(rank * 2_654_435_761 + 17);
  let name = "";
  for (let n = dice.between(2, 3); n > 0; n -= 1)
    name += dice.pick(onsets) + dice.pick(vowels);
  name += dice.pick(codas);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function nameOf(dice: Dice): readonly [string, string] {
  if (dice.chance(0.01)) {
    const { first_name, last_name } = dice.pick(otherScriptNames);
    return [first_name, last_name];
  }
  const first = dice.chance(0.7)
    ? firstNames[skewed(dice, firstNames.length)]!
    : inventedName(skewed(dice, 20_000));
  const last = dice.chance(0.5)
    ? familyNames[skewed(dice, familyNames.length)]!
    : inventedName(30_000 + skewed(dice, 120_000));
  if (dice.chance(0.08)) return [`${first} ${dice.pick(firstNames)}`, last];
  if (dice.chance(0.04)) return [first, `${last}-${dice.pick(familyNames)}`];
  return [first, last];
}

/** The same patients whenever they are asked for, by id from 1. */
export function* largePatients(count: number): Generator<LargePatient> {
  const dice = seededDice(1_987);
  for (let id = 1; id <= count; id += 1) {
    const [first_name, last_name] = nameOf(dice);
    const number = String(dice.between(0, 9_999_999)).padStart(7, "0");
    yield {
      id,
      first_name,
      last_name,
      phone: `+1 ${dice.between(201, 989)} ${number.slice(0, 3)} ${number.slice(3)}`,
      email: dice.chance(0.7) ? `p${id}.${number}@mail.example` : null,
      date_of_birth: dateOfDay(dice.between(-15_000, 19_500)),
      is_active: dice.chance(0.96),
      gender: dice.chance(0.5) ? "Male" : "Female",
    };
  }
}

const bloodTypes = ["O+", "A+", "B+", "O-", "A-", "AB+", null, null] as const;
const allergies = ["Penicillin (rash)", "Latex", "Aspirin", "Peanuts"] as const;

/** Rows of `patients`, by id. */
export function* largePatientRows(size: LargeSize): Generator<BulkValue[]> {
  const dice = seededDice(2_024);
  const span = 6 * 365 * 86_400;
  for (const patient of largePatients(size.patients)) {
    const since = sqlInstant(
      size.now -
        span +
        Math.floor((patient.id / size.patients) * (span - 86_400)),
    ).slice(0, 19);
    const asked = dice.pick([
      "not_asked",
      "none_known",
      "none_known",
      "recorded",
    ] as const);
    yield [
      patient.id,
      patient.first_name,
      patient.last_name,
      patient.date_of_birth,
      patient.gender,
      patient.phone,
      patient.email,
      `${dice.between(1, 900)} ${dice.pick(familyNames)} Street`,
      dice.pick(bloodTypes),
      asked === "recorded" ? dice.pick(allergies) : null,
      asked,
      patient.is_active ? 1 : 0,
      patient.is_active ? null : dice.pick(["moved", "deceased"] as const),
      since,
      since,
    ];
  }
}

export const consentColumns = ["patient_id", "kind", "given_at"] as const;

/** Consents of most patients, by patient. */
export function* largeConsentRows(size: LargeSize): Generator<BulkValue[]> {
  const dice = seededDice(77);
  const given = sqlInstant(size.now - 86_400);
  for (let id = 1; id <= size.patients; id += 1) {
    if (dice.chance(0.9)) yield [id, "treatment", given];
    if (dice.chance(0.6)) yield [id, "data_processing", given];
  }
}
