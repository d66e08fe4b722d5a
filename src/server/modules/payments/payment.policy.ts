import type { Call } from "#server/kernel/call.ts";
import type { RelationTo } from "#server/kernel/care-relation.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";

/** Staff reach every patient's money, a patient only the own. @throws ClinicError `not_found`, as if absent */
export async function requireReach(
  call: Call,
  patient_id: number | undefined,
  relationTo: RelationTo,
): Promise<void> {
  if (
    patient_id === undefined ||
    (await relationTo(call, patient_id)) === "other"
  )
    throw new ClinicError("not_found");
}

/** Whose lines a list may hold: everybody's for staff, one's own for a patient. */
export function onlyPatient(call: Call): number | undefined {
  if (call.role !== "patient") return undefined;
  // No patient has the id 0, so an account without a patient sees nothing.
  return call.actor.patient_id ?? 0;
}
