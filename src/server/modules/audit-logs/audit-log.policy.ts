import type { Call } from "#server/kernel/call.ts";

/** Compliance reads about everybody, a patient about nobody but the own record. */
export function mayAskWhoSaw(call: Call, patient_id: number): boolean {
  return call.role === "patient"
    ? call.actor.patient_id === patient_id
    : call.role === "compliance";
}
