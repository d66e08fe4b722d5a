import type { Action, Role } from "#contract/permissions.ts";
import type { Actor } from "./actor.ts";
import { ClinicError } from "./clinic-error.ts";

/** The key under which a repeated request has one effect. */
export interface Idempotency {
  readonly route: string;
  readonly key: string;
  /** SHA-256 over method, path and canonical body. */
  readonly request_hash: Buffer;
}

/** What every service method is told first: who asks, in which role, and on which version. */
export interface Call {
  readonly actor: Actor;
  /** The action the endpoint named and the role that grants it. */
  readonly action: Action | "public";
  readonly role: Role | undefined;
  /** Version the client saw (If-Match), when the endpoint needs one. */
  readonly if_match?: number;
  readonly idempotency?: Idempotency;
}

/** The version the client saw. @throws ClinicError `precondition_required` */
export function seenVersion(call: Call): number {
  if (call.if_match === undefined)
    throw new ClinicError("precondition_required");
  return call.if_match;
}
