import type { Role } from "#contract/permissions.ts";
import { DOCTOR_ID, PATIENT_ID } from "./demo-cast.rules.ts";

export interface DemoAccount {
  readonly id: number;
  readonly email: string;
  readonly role: Role;
  readonly display_name: string;
  readonly doctor_id: number | null;
  readonly patient_id: number | null;
}

const people: readonly (readonly [string, Role, string])[] = [
  ["admin", "admin", "Alex Morgan"],
  ["frontdesk", "front_desk", "Frances Bell"],
  ["doctor", "doctor", "Dr. Robert Smith"],
  ["billing", "billing", "Bill Harper"],
  ["compliance", "compliance", "Constance Reed"],
  ["patient", "patient", "Jane Doe"],
];

/** One account a role; the doctor's is Robert Smith's, the patient's is Jane Doe's. */
export const demoAccounts: readonly DemoAccount[] = people.map(
  ([name, role, display_name], index) => ({
    id: index + 1,
    email: `${name}@demo.clinic`,
    role,
    display_name,
    doctor_id: role === "doctor" ? DOCTOR_ID : null,
    patient_id: role === "patient" ? PATIENT_ID : null,
  }),
);

/** @throws RangeError never in fact: every role has an account */
export function accountOf(role: Role): DemoAccount {
  const found = demoAccounts.find((account) => account.role === role);
  if (!found) throw new RangeError(role);
  return found;
}
