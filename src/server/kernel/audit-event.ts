import { Temporal } from "temporal-polyfill";
import type { ActorType } from "./actor.ts";
import { identity } from "./actor.ts";
import type { Call } from "./call.ts";
import type { DocumentValue } from "./canonical-json.ts";
import { ObjectId } from "./canonical-json.ts";
import { mintObjectId } from "./object-id.ts";

export type AuditOutcome = "success" | "refused" | "failed";

/** What a service says happened; who, when and whence come from the call. */
export interface AuditEvent {
  /** Past tense, `noun_verb`: `appointment_booked`, `patient_viewed`. */
  readonly event_type: string;
  /** What exactly was done: `dosage_adjusted`, `viewed`. */
  readonly action: string;
  readonly target: {
    readonly type: string;
    readonly id: number | null;
    readonly patient_id?: number | null;
    readonly patient_name?: string | null;
  };
  readonly changes?: {
    readonly before?: Record<string, DocumentValue>;
    readonly after?: Record<string, DocumentValue>;
    readonly reason?: string | null;
  };
  readonly context?: {
    readonly appointment_id?: number | null;
    readonly location?: string | null;
    /** Everyone whose data one answer showed, when that is more than `target.patient_id`. */
    readonly patient_ids?: readonly number[];
    /** `treating`, `cover`, `break_glass`: by what right a doctor saw it. */
    readonly relation?: string;
    readonly [more: string]: DocumentValue | undefined;
  };
  readonly outcome?: AuditOutcome;
  /** False only where no health information is touched. */
  readonly hipaa_relevant?: boolean;
  /** Names the actor where there is no session: a failed sign-in, a job. */
  readonly actor?: { id: number; type: ActorType; name: string };
}

export interface AuditEntry {
  readonly event_id: string;
  readonly document: { readonly [field: string]: DocumentValue | undefined };
}

function deviceOf(userAgent: string): string {
  if (userAgent === "") return "unknown";
  if (userAgent.startsWith("chartroom-cli")) return "command_line";
  if (/Mobile|Android|iPhone/.test(userAgent)) return "mobile_browser";
  return /Mozilla\//.test(userAgent) ? "web_browser" : "api_client";
}

/**
 * The entry in the shape of the data design's `audit_logs`, ready for the outbox.
 * `compliance.consent_verified` is filled when it is sealed, from the consents of that time.
 */
export function auditEntry(
  call: Call,
  event: AuditEvent,
  now: Temporal.Instant,
): AuditEntry {
  const event_id = mintObjectId(Math.floor(now.epochMilliseconds / 1000));
  const { actor } = call;
  const who = event.actor ?? {
    ...identity(actor, call.role ?? actor.roles[0]),
    name: actor.name,
  };
  const patient_id = event.target.patient_id ?? null;
  return {
    event_id,
    document: {
      _id: new ObjectId(event_id),
      event_type: event.event_type,
      timestamp: Temporal.Instant.fromEpochMilliseconds(now.epochMilliseconds),
      actor: {
        id: who.id,
        type: who.type,
        name: who.name,
        ip_address: actor.ip_address,
      },
      target: {
        id: event.target.id,
        type: event.target.type,
        patient_id,
        patient_name: event.target.patient_name ?? null,
      },
      action: event.action,
      changes: {
        before: event.changes?.before ?? {},
        after: event.changes?.after ?? {},
        reason: event.changes?.reason ?? null,
      },
      context: {
        appointment_id: null,
        location: null,
        ...event.context,
        device: deviceOf(actor.user_agent),
        user_agent: actor.user_agent,
        account_id: actor.account_id,
        outcome: event.outcome ?? "success",
      },
      compliance: {
        hipaa_relevant: event.hipaa_relevant ?? true,
        consent_verified: false,
        legal_hold: false,
      },
    },
  };
}
