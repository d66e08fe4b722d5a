import type { Actor } from "#server/kernel/actor.ts";
import type { SessionLookup } from "./session-lookup.repository.ts";

export const idleLimitSeconds = 15 * 60;
/** How stale `last_seen_at` may grow before it is written again. */
const touchAfterSeconds = 60;

/**
 * Finds who a token stands for. A session left alone for 15 minutes is locked: it needs the
 * password again, and keeps its place.
 */
export function authenticateService(sessions: SessionLookup) {
  return async (
    token: string,
    mode: "cookie" | "token",
    client: { readonly ip_address: string; readonly user_agent: string },
  ): Promise<
    | { actor: Actor; stage: "second_factor" | "enrol" | "full" | "locked" }
    | undefined
  > => {
    const found = await sessions.find(token, mode);
    if (!found) return undefined;
    let { stage } = found;
    if (stage === "full" && found.idle_seconds >= idleLimitSeconds) {
      await sessions.lock(found.session_id);
      stage = "locked";
    } else if (found.idle_seconds >= touchAfterSeconds)
      await sessions.touch(found.session_id);
    const actor: Actor = {
      account_id: found.account_id,
      session_id: found.session_id,
      roles: found.roles,
      doctor_id: found.doctor_id,
      patient_id: found.patient_id,
      name: found.display_name,
      ...client,
    };
    return { actor, stage };
  };
}
