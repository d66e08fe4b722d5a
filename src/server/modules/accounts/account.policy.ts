import type { Role } from "#contract/permissions.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import type { Credentials } from "./account.repository.ts";

/**
 * A doctor's or patient's role stands for one doctor or patient, and the other way round.
 * @throws ClinicError `invalid_request` that names the field
 */
export function requireMatchingIdentity(account: {
  readonly roles: readonly Role[];
  readonly doctor_id: number | null;
  readonly patient_id: number | null;
}): void {
  const isDoctor = account.roles.includes("doctor");
  if (isDoctor && account.doctor_id === null)
    throw invalidField("/doctor_id", "is needed for the role doctor");
  if (!isDoctor && account.doctor_id !== null)
    throw invalidField("/doctor_id", "needs the role doctor");
  if (account.roles.includes("patient") !== (account.patient_id !== null))
    throw invalidField(
      "/roles",
      "patient is a role that a patient claims with a code",
    );
}

const administers = (account: {
  roles: readonly Role[];
  is_active: boolean;
}): boolean => account.is_active && account.roles.includes("admin");

/** Whether a change takes an administrator away. */
export const losesAdministrator = (
  before: Credentials,
  after: { roles: readonly Role[]; is_active: boolean },
): boolean => administers(before) && !administers(after);

/** Nobody takes their own administration away: there would be no way back. @throws ClinicError `refused_by_rule` */
export function refuseSelfRemoval(account_id: number, target: number): void {
  if (account_id === target)
    throw new ClinicError(
      "refused_by_rule",
      "Ask another administrator to take your administration away.",
    );
}
