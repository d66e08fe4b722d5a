import type { Role } from "#contract/permissions.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Instant } from "#server/kernel/instants.ts";

const NOTICE_HOURS = 24;

type Canceller = "Patient" | "Doctor" | "Admin";

/** On whose behalf: a patient's own cancellation is always the patient's. */
export function cancellerOf(
  role: Role | undefined,
  said: Canceller | undefined,
): Canceller {
  if (role === "patient") return "Patient";
  return said ?? (role === "doctor" ? "Doctor" : "Admin");
}

/** @throws ClinicError `refused_by_rule` when a patient cancels with less than a day's notice */
export function requireCancellable(
  role: Role | undefined,
  starts_at: Instant,
  now: Instant,
): void {
  const latest = starts_at.subtract({ hours: NOTICE_HOURS });
  if (role === "patient" && now.epochMilliseconds > latest.epochMilliseconds)
    throw new ClinicError(
      "refused_by_rule",
      `Visits are cancelled online up to ${NOTICE_HOURS} hours before; please call the clinic.`,
    );
}
