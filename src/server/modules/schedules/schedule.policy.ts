import type { Role } from "#contract/permissions.ts";
import type { Actor } from "#server/kernel/actor.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";

/**
 * A doctor sees and sets only the own absences and covers; a colleague's answer as if absent.
 * @param role the role acted in
 * @throws ClinicError `not_found`
 */
export function requireOwnCalendar(
  role: Role,
  actor: Actor,
  ...doctor_ids: readonly number[]
): void {
  if (role !== "doctor") return;
  if (actor.doctor_id === null || !doctor_ids.includes(actor.doctor_id))
    throw new ClinicError("not_found");
}
