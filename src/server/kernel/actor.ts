import type { Action, Role } from "#contract/permissions.ts";
import { permissions } from "#contract/permissions.ts";
import { ClinicError } from "./clinic-error.ts";

export type ActorType = Role | "system" | "anonymous";

/**
 * Who is asking. Identity is (role, id): `id` is a doctor's, patient's or account's id
 * by `type`, and the same number may stand for three different people.
 */
export interface Actor {
  readonly account_id: number;
  readonly session_id: number;
  readonly roles: readonly Role[];
  readonly doctor_id: number | null;
  readonly patient_id: number | null;
  readonly name: string;
  readonly ip_address: string;
  readonly user_agent: string;
}

/** The (type, id) that the audit names when the actor acts in the given role. */
export function identity(
  actor: Actor,
  role: ActorType | undefined,
): { id: number; type: ActorType } {
  if (role === "doctor" && actor.doctor_id !== null)
    return { id: actor.doctor_id, type: role };
  if (role === "patient" && actor.patient_id !== null)
    return { id: actor.patient_id, type: role };
  return { id: actor.account_id, type: role ?? "anonymous" };
}

/**
 * First line of every service method: the role acted in.
 * @throws ClinicError `forbidden` when no role of the actor may do it.
 */
export function requirePermission(actor: Actor, action: Action): Role {
  const role = (permissions[action] as readonly Role[]).find((candidate) =>
    actor.roles.includes(candidate),
  );
  if (!role) throw new ClinicError("forbidden");
  return role;
}
