import type { Appointment } from "#contract/appointments.ts";
import type { Call } from "#server/kernel/call.ts";
import type { Relation, RelationTo } from "#server/kernel/care-relation.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { absent } from "./booking.rules.ts";

/** Whether the first doctor stands in for the second today. */
export type Covers = (
  covering_doctor_id: number,
  doctor_id: number,
) => Promise<boolean>;

/** The role that the endpoint's action was granted to. */
const actsAs = (call: Call, role: "doctor" | "patient"): boolean =>
  call.role === role;

/** The own calendar, or that of a colleague whom the doctor stands in for. */
async function worksIn(
  call: Call,
  doctor_id: number,
  covers: Covers,
): Promise<boolean> {
  const own = call.actor.doctor_id;
  return own !== null && (own === doctor_id || (await covers(own, doctor_id)));
}

/**
 * By what right the actor sees a visit: the desk and billing any, a patient the own, a doctor the visits of the own
 * patients. @throws ClinicError `not_found`
 */
export async function relationToVisit(
  call: Call,
  visit: Appointment,
  relationTo: RelationTo,
): Promise<Relation> {
  const own = call.actor.doctor_id;
  if (actsAs(call, "doctor") && own === visit.doctor_id) return "treating";
  const relation = await relationTo(call, visit.patient_id);
  if (relation === "other") throw new ClinicError("not_found");
  return relation;
}

/**
 * Whether the actor may change a visit: the desk any, a patient the own, a doctor those of calendars worked in.
 * @throws ClinicError `not_found`
 */
export async function requireReach(
  call: Call,
  visit: { readonly doctor_id: number; readonly patient_id: number },
  covers: Covers,
): Promise<void> {
  const reached = actsAs(call, "patient")
    ? call.actor.patient_id === visit.patient_id
    : !actsAs(call, "doctor") || (await worksIn(call, visit.doctor_id, covers));
  if (!reached) throw new ClinicError("not_found");
}

/**
 * Whom the actor may book: the desk anybody, a patient only the own person, a doctor the own patients. A visit makes a
 * doctor treating, so booking a stranger would open the record without the reason that breaking the glass asks for.
 * @throws ClinicError `not_found`
 */
export async function requireBookableBy(
  call: Call,
  patient_id: number,
  relationTo: RelationTo,
): Promise<void> {
  if ((await relationTo(call, patient_id)) === "other")
    throw absent("/patient_id");
}

/** A doctor books into calendars worked in only. @throws ClinicError `not_found` */
export async function requireCalendar(
  call: Call,
  doctor_id: number,
  covers: Covers,
): Promise<void> {
  if (actsAs(call, "doctor") && !(await worksIn(call, doctor_id, covers)))
    throw absent("/doctor_id");
}

/** Of which doctors' visits the patients are shown on a board: the desk all, a doctor those of calendars worked in. */
export async function seesOnBoards(
  call: Call,
  doctor_ids: readonly number[],
  covers: Covers,
): Promise<(doctor_id: number) => boolean> {
  if (!actsAs(call, "doctor")) return () => true;
  const seen = new Set<number>();
  for (const doctor_id of new Set(doctor_ids))
    if (await worksIn(call, doctor_id, covers)) seen.add(doctor_id);
  return (doctor_id) => seen.has(doctor_id);
}
