import type { Patient } from "#contract/patients.ts";
import type { Call } from "#server/kernel/call.ts";
import type { Relation, RelationTo } from "#server/kernel/care-relation.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { PatientRepository } from "./patient.repository.ts";

export interface Reached {
  readonly patient: Patient;
  /** By what right; named in the audit. */
  readonly relation: Relation;
}

/**
 * The patient, when the actor may reach the record in the role acted in.
 * @throws ClinicError `not_found` for what is absent and for what is somebody else's
 */
export type ReachPatient = (call: Call, id: number) => Promise<Reached>;

export function reachPatient(
  relationTo: RelationTo,
  patients: PatientRepository,
): ReachPatient {
  return async (call, id) => {
    const [relation, patient] = await Promise.all([
      relationTo(call, id),
      patients.find(id),
    ]);
    if (relation === "other" || !patient) throw new ClinicError("not_found");
    return { patient, relation };
  };
}
