import { Temporal } from "temporal-polyfill";
import type { Patient } from "#contract/patients.ts";
import { invalidField } from "#server/kernel/clinic-error.ts";
import { tidy, tidyEmail, tidyOrNull } from "#server/kernel/text.ts";

type AllergyStatus = Patient["allergy_status"];

export interface Allergies {
  readonly allergies: string | null;
  readonly allergy_status: AllergyStatus;
}

const oldestYears = 130;

/**
 * A date of birth is not ahead and not more than 130 years ago. Today is the date where it
 * comes first (UTC+14): a child born there this morning can be registered.
 * @throws ClinicError `invalid_request`
 */
export function checkBirth(date_of_birth: string, now: Temporal.Instant): void {
  const today = now.toZonedDateTimeISO("+14:00").toPlainDate();
  const born = Temporal.PlainDate.from(date_of_birth);
  if (Temporal.PlainDate.compare(born, today) > 0)
    throw invalidField("/date_of_birth", "lies in the future");
  const oldest = today.subtract({ years: oldestYears });
  if (Temporal.PlainDate.compare(born, oldest) < 0)
    throw invalidField("/date_of_birth", `is over ${oldestYears} years ago`);
}

/**
 * What is known of allergies after a change. A text means `recorded`; clearing the text needs
 * the status said in words, because "none known" and "not asked" differ.
 * @throws ClinicError `invalid_request` when text and status contradict each other
 */
export function allergiesAfter(
  before: Allergies,
  change: {
    readonly allergies?: string | null;
    readonly allergy_status?: AllergyStatus;
  },
): Allergies {
  // Picked out: `before` may be a whole record, and the answer is written back.
  if (change.allergies === undefined && change.allergy_status === undefined)
    return {
      allergies: before.allergies,
      allergy_status: before.allergy_status,
    };
  const allergies =
    change.allergies === undefined
      ? before.allergies
      : tidyOrNull(change.allergies);
  const told = change.allergies === undefined ? null : allergies;
  const allergy_status =
    change.allergy_status ??
    (told === null ? before.allergy_status : "recorded");
  if (allergy_status === "recorded" && allergies === null)
    throw invalidField(
      change.allergy_status ? "/allergies" : "/allergy_status",
      change.allergy_status
        ? "are missing, though the status says recorded"
        : "say none_known or not_asked when the text goes",
    );
  if (allergy_status !== "recorded" && allergies !== null)
    throw invalidField(
      "/allergy_status",
      "must be recorded while allergies are written down",
    );
  return { allergies, allergy_status };
}

const longest = {
  first_name: 100,
  last_name: 100,
  email: 255,
  emergency_contact: 100,
} as const;

interface TextFields {
  readonly first_name?: string;
  readonly last_name?: string;
  readonly phone?: string;
  readonly email?: string | null;
  readonly address?: string | null;
  readonly emergency_contact?: string | null;
  readonly emergency_phone?: string | null;
}

/**
 * The texts as they are stored: trimmed, composed, e-mail lowered, blank optional ones null.
 * @throws ClinicError `invalid_request` when a text only became too long by that
 */
export function tidied<F extends TextFields>(fields: F): F {
  const out = { ...(fields as object) } as Record<string, unknown>;
  for (const name of ["first_name", "last_name", "phone"] as const)
    if (fields[name] !== undefined) out[name] = tidy(fields[name]);
  for (const name of [
    "address",
    "emergency_contact",
    "emergency_phone",
  ] as const)
    if (fields[name] !== undefined) out[name] = tidyOrNull(fields[name]);
  if (fields.email !== undefined) out["email"] = tidyEmail(fields.email);
  for (const [name, most] of Object.entries(longest)) {
    const text = out[name];
    // Composing can make a text of some scripts longer than what was sent.
    if (typeof text === "string" && Array.from(text).length > most)
      throw invalidField(`/${name}`, `is longer than ${most} characters`);
  }
  return out as unknown as F;
}

/** First name and last name, as people say it. */
export const fullName = (patient: {
  readonly first_name: string;
  readonly last_name: string;
}): string => `${patient.first_name} ${patient.last_name}`;
