import type { RelationTo } from "#server/kernel/care-relation.ts";
import type { CareRelationRepository } from "./care-relation.repository.ts";

/**
 * What the actor is to a patient, in the role acted in. A doctor's strongest right counts:
 * treating before cover before break-glass, so that a grant marks only what it alone opened.
 * The answer says nothing about whether the patient exists.
 */
export function careRelation(rights: CareRelationRepository): RelationTo {
  return async ({ actor, role }, patient_id) => {
    if (role === undefined) return "other";
    if (role === "patient")
      return actor.patient_id === patient_id ? "own" : "other";
    if (role !== "doctor") return "staff";
    if (actor.doctor_id === null) return "other";
    const held = await rights.rightsOf(
      { account_id: actor.account_id, doctor_id: actor.doctor_id },
      patient_id,
    );
    if (held.treating) return "treating";
    if (held.cover) return "cover";
    return held.break_glass ? "break_glass" : "other";
  };
}
