import type { Call } from "#server/kernel/call.ts";
import type { Relation, RelationTo } from "#server/kernel/care-relation.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";

interface Row {
  readonly patient_id: number;
  readonly doctor_id: number;
}

/**
 * By what right the actor reaches the prescription: its own doctor always does, others by their relation to the
 * patient. @throws ClinicError `not_found` when by none
 */
export async function requireReach(
  call: Call,
  row: Row,
  relationTo: RelationTo,
): Promise<Relation> {
  const relation = await relationTo(call, row.patient_id);
  if (relation !== "other") return relation;
  const wrote =
    call.role === "doctor" && row.doctor_id === call.actor.doctor_id;
  if (!wrote) throw new ClinicError("not_found");
  return "treating";
}

/** Only the visit's own doctor prescribes. @throws ClinicError `not_found`, as for a visit that is not there */
export function requireOwnVisit(
  call: Call,
  visit: { readonly doctor_id: number } | undefined,
): asserts visit {
  if (!visit || visit.doctor_id !== call.actor.doctor_id)
    throw new ClinicError("not_found", undefined, {
      errors: [{ pointer: "/appointment_id", detail: "no such visit" }],
    });
}

/** Paper of a stopped prescription is a record for doctors, not something to hand out. */
export const mayReprintStopped = (call: Call): boolean =>
  call.role === "doctor";
