import { sqlToSeconds } from "#server/kernel/instants.ts";
import { PATIENT_ID } from "./demo-cast.rules.ts";
import type { DemoPatient } from "./demo-people.rules.ts";
import { sqlInstant } from "./demo-time.rules.ts";
import type { Dice } from "./random.rules.ts";
import type { NewRow } from "./seed-rows.repository.ts";

type Contact = NewRow<"patient_contacts">;
type Consent = NewRow<"patient_consents">;

/** Whom to call; in a family that shares a telephone, the one who has the e-mail address. */
export function demoContacts(
  dice: Dice,
  patients: readonly DemoPatient[],
): Contact[] {
  const holders = new Map<string, DemoPatient>();
  return patients.flatMap((patient): Contact[] => {
    const holder = holders.get(patient.phone);
    if (!holder) holders.set(patient.phone, patient);
    const kin: Contact[] = holder
      ? [
          {
            patient_id: patient.id,
            contact_patient_id: holder.id,
            name: `${holder.first_name} ${holder.last_name}`,
            relationship: "family",
            phone: holder.phone,
            email: holder.email ?? null,
            is_emergency: false,
            is_email_holder: holder.email !== null,
          },
        ]
      : [];
    if (!patient.emergency_contact || !dice.chance(0.5)) return kin;
    return [
      ...kin,
      {
        patient_id: patient.id,
        contact_patient_id: null,
        name: patient.emergency_contact,
        relationship: dice.pick(["spouse", "parent", "sibling", "friend"]),
        phone: patient.emergency_phone ?? null,
        email: null,
        is_emergency: true,
        is_email_holder: false,
      },
    ];
  });
}

const shares = [
  ["treatment", 0.95],
  ["data_processing", 0.9],
  ["messaging", 0.6],
  ["research", 0.25],
] as const;

/** Given when they registered; a few have changed their mind since (`now` in epoch seconds). */
export function demoConsents(
  dice: Dice,
  patients: readonly DemoPatient[],
  account: number,
  now: number,
): Consent[] {
  return patients.flatMap((patient) =>
    shares.flatMap(([kind, share]): Consent[] => {
      const isJane = patient.id === PATIENT_ID;
      if (!isJane && !dice.chance(share)) return [];
      const given = sqlToSeconds(String(patient.created_at)) + 300;
      const withdrawn =
        !isJane && dice.chance(0.03)
          ? dice.between(given + 86_400, now - 60)
          : null;
      return [
        {
          patient_id: patient.id,
          kind,
          given_at: sqlInstant(given),
          given_recorded_by_account_id: account,
          withdrawn_at: withdrawn === null ? null : sqlInstant(withdrawn),
          withdrawn_recorded_by_account_id: withdrawn === null ? null : account,
          note: null,
        },
      ];
    }),
  );
}
