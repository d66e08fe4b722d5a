import type { DemoVisit } from "./visit-story.rules.ts";
import { sqlInstant, sqlTimestamp } from "./demo-time.rules.ts";
import type { Dice } from "./random.rules.ts";
import type { NewRow } from "./seed-rows.repository.ts";

type Version = NewRow<"prescription_versions">;
type Prescription = NewRow<"prescriptions">;

/** Name, dose, smaller dose, how often, how long. */
type Medicine = readonly [string, string, string, string, string];

const general: readonly Medicine[] = [
  ["Amoxicillin", "500mg", "250mg", "three times daily", "7 days"],
  [
    "Ibuprofen",
    "400mg",
    "200mg",
    "as needed, at most three times daily",
    "10 days",
  ],
  ["Lisinopril", "10mg", "5mg", "once daily", "90 days"],
  ["Metformin", "850mg", "500mg", "twice daily", "90 days"],
  ["Atorvastatin", "20mg", "10mg", "once daily", "90 days"],
  ["Omeprazole", "20mg", "10mg", "once daily", "28 days"],
  ["Cetirizine", "10mg", "5mg", "once daily", "30 days"],
];
const special: Readonly<Record<string, readonly Medicine[]>> = {
  Cardiology: [
    ["Bisoprolol", "5mg", "2.5mg", "once daily", "90 days"],
    ["Apixaban", "5mg", "2.5mg", "twice daily", "90 days"],
  ],
  Pediatrics: [
    ["Amoxicillin suspension", "250mg", "125mg", "three times daily", "7 days"],
    ["Salbutamol inhaler", "2 puffs", "1 puff", "as needed", "60 days"],
  ],
  Dermatology: [
    [
      "Hydrocortisone cream 1%",
      "thin layer",
      "thin layer",
      "twice daily",
      "14 days",
    ],
    ["Doxycycline", "100mg", "50mg", "once daily", "42 days"],
  ],
  Endocrinology: [
    ["Levothyroxine", "75mcg", "50mcg", "once daily", "90 days"],
    ["Metformin", "850mg", "500mg", "twice daily", "90 days"],
  ],
  Psychiatry: [
    ["Sertraline", "50mg", "25mg", "once daily", "60 days"],
    ["Mirtazapine", "30mg", "15mg", "at night", "60 days"],
  ],
  Neurology: [
    ["Sumatriptan", "50mg", "25mg", "at the onset of migraine", "30 days"],
    ["Gabapentin", "300mg", "100mg", "three times daily", "60 days"],
  ],
  Pulmonology: [
    ["Budesonide inhaler", "200mcg", "100mcg", "twice daily", "90 days"],
    ["Salbutamol inhaler", "2 puffs", "1 puff", "as needed", "60 days"],
  ],
};
const instructions = [
  null,
  "Take with food.",
  "Do not drive until you know how it affects you.",
  "Finish the whole course.",
  "Avoid alcohol.",
];
const day = 86_400;

/** What may change of a prescription, as its versions keep it. */
interface State {
  readonly medication_name: string;
  readonly dosage: string;
  readonly frequency: string;
  readonly duration: string;
  readonly instructions: string | null;
  readonly issued_date: string;
  readonly is_active: boolean;
  readonly refills_remaining: number;
  readonly entered_in_error: boolean;
}

type Change = readonly [
  kind: Version["change_kind"],
  after: State,
  reason: string | null,
];

function changeOf(
  dice: Dice,
  state: State,
  smaller: string,
): Change | undefined {
  const kind = dice.pickWeighted([
    ["none", 58],
    ["refilled", 20],
    ["adjusted", 10],
    ["stopped", 10],
    ["entered_in_error", 2],
  ] as const);
  switch (kind) {
    case "none":
      return undefined;
    case "refilled":
      return state.refills_remaining === 0
        ? undefined
        : [
            kind,
            { ...state, refills_remaining: state.refills_remaining - 1 },
            null,
          ];
    case "adjusted":
      return smaller === state.dosage
        ? undefined
        : [
            kind,
            { ...state, dosage: smaller },
            dice.pick([
              "Side effects",
              "Responds well, reducing",
              "Kidney function",
            ]),
          ];
    case "stopped":
      return [
        kind,
        { ...state, is_active: false },
        dice.pick(["Not effective", "Side effects", "No longer needed"]),
      ];
    case "entered_in_error":
      return [
        kind,
        { ...state, is_active: false, entered_in_error: true },
        "Meant for another patient",
      ];
  }
}

function medicineFor(dice: Dice, visit: DemoVisit): Medicine | undefined {
  const own = special[visit.doctor.specialization];
  const chosen = dice.pick(own && dice.chance(0.75) ? own : general);
  const allergies = String(visit.patient.allergies ?? "").toLowerCase();
  const stem = (chosen[0].split(" ")[0] ?? "").toLowerCase();
  const isRisky =
    allergies.includes(stem) ||
    (stem === "amoxicillin" && allergies.includes("penicillin"));
  return isRisky ? undefined : chosen;
}

/**
 * Prescriptions of about a quarter of the visits that took place, with every version. `now` in epoch seconds;
 * nothing happens after it.
 * @param accountOf the account of a doctor, when there is one
 */
export function demoMedicine(
  dice: Dice,
  visits: readonly DemoVisit[],
  now: number,
  accountOf: (doctor_id: number) => number | null,
  firstId: number,
): { prescriptions: Prescription[]; versions: Version[] } {
  const prescriptions: Prescription[] = [];
  const versions: Version[] = [];
  const completed = visits
    .filter(({ status }) => status === "Completed")
    .sort((a, b) => a.ends - b.ends);
  for (const visit of completed) {
    if (!dice.chance(0.25)) continue;
    const medicine = medicineFor(dice, visit);
    if (!medicine) continue;
    const id = firstId + prescriptions.length;
    const account = accountOf(visit.doctor.id);
    const [medication_name, dosage, smaller, frequency, duration] = medicine;
    const issued: State = {
      medication_name,
      dosage,
      frequency,
      duration,
      instructions: dice.pick(instructions),
      issued_date: visit.date,
      is_active: true,
      refills_remaining: dice.pick([0, 0, 1, 2, 3]),
      entered_in_error: false,
    };
    const issuedAt = visit.ends - 120;
    const changedAt = issuedAt + dice.between(2, 25) * day;
    const change =
      changedAt < now ? changeOf(dice, issued, smaller) : undefined;
    const steps: readonly (readonly [Change, number])[] = [
      [["issued", issued, null], issuedAt],
      ...(change ? [[change, changedAt] as const] : []),
    ];
    let before: State | null = null;
    for (const [index, [[change_kind, after, reason], at]] of steps.entries()) {
      versions.push({
        prescription_id: id,
        version: index + 1,
        change_kind,
        before_state: before && JSON.stringify(before),
        after_state: JSON.stringify(after),
        reason,
        changed_by_account_id: account,
        changed_at: sqlInstant(at),
      });
      before = after;
    }
    const stopped = change?.[0] === "stopped";
    prescriptions.push({
      id,
      appointment_id: visit.id,
      patient_id: visit.patient.id,
      doctor_id: visit.doctor.id,
      ...(change?.[1] ?? issued),
      created_at: sqlTimestamp(issuedAt),
      stopped_at: stopped ? sqlInstant(changedAt) : null,
      stop_reason: stopped ? (change?.[2] ?? null) : null,
      row_version: steps.length,
    });
  }
  return { prescriptions, versions };
}
