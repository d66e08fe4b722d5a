import type { NewContact } from "#contract/patient-contacts.ts";
import type { Call } from "#server/kernel/call.ts";
import { invalidField } from "#server/kernel/clinic-error.ts";
import { tidy, tidyEmail, tidyOrNull } from "#server/kernel/text.ts";
import type { ContactFields } from "./patient-contact.repository.ts";
import type { ReachPatient } from "./patient.policy.ts";
import { fullName } from "./patient.rules.ts";

/**
 * A contact as it is stored. One who is a patient here gets the name of that record.
 * @param pointer where the contact stands in the request, e.g. `/contacts/0`
 * @throws ClinicError `not_found` when the linked patient is absent or somebody else's;
 * `invalid_request` without a name, or as e-mail holder without any e-mail
 */
export async function completeContact(
  reach: ReachPatient,
  call: Call,
  given: NewContact,
  pointer: string,
): Promise<ContactFields> {
  const linked =
    given.contact_patient_id === undefined
      ? undefined
      : (await reach(call, given.contact_patient_id)).patient;
  const name = given.name ?? (linked && fullName(linked));
  if (name === undefined)
    throw invalidField(`${pointer}/name`, "is missing, and no patient linked");
  const contact = {
    name: Array.from(tidy(name)).slice(0, 200).join(""),
    contact_patient_id: given.contact_patient_id ?? null,
    relationship: tidyOrNull(given.relationship ?? null),
    phone: tidyOrNull(given.phone ?? null),
    email: tidyEmail(given.email ?? null),
    is_emergency: given.is_emergency ?? false,
    is_email_holder: given.is_email_holder ?? false,
  };
  if (contact.is_email_holder && contact.email === null && !linked)
    throw invalidField(
      `${pointer}/email`,
      "is missing: an e-mail holder has one, or is a patient here",
    );
  return contact;
}
