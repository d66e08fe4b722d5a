import type { AuditEvent } from "#server/kernel/audit-event.ts";
import type { Call } from "#server/kernel/call.ts";
import type { Credentials } from "./account.repository.ts";

/** The same call, made by the account that was just proved: the audit names it. */
export function callAs(call: Call, account: Credentials, session_id = 0): Call {
  return {
    ...call,
    actor: {
      ...call.actor,
      account_id: account.id,
      session_id,
      roles: account.roles,
      doctor_id: account.doctor_id,
      patient_id: account.patient_id,
      name: account.display_name,
    },
    role: account.roles[0],
  };
}

/** A call from the command line: whoever reaches it holds the database anyway. */
export const commandLineCall: Call = {
  actor: {
    account_id: 0,
    session_id: 0,
    roles: ["admin", "front_desk"],
    doctor_id: null,
    patient_id: null,
    name: "command line",
    ip_address: "",
    user_agent: "chartroom-cli",
  },
  action: "accounts.manage",
  role: "admin",
};

const isCommandLine = (call: Call): boolean =>
  call.actor.account_id === 0 && call.actor.roles.length > 0;

type Told = Pick<AuditEvent, "event_type" | "action"> &
  Partial<Omit<AuditEvent, "target">> & { readonly patient_name?: string };

/** An audit event about an account: no health information, and never the e-mail of a stranger. */
export function accountEvent(
  call: Call,
  account: Pick<Credentials, "id" | "patient_id"> | undefined,
  told: Told,
): AuditEvent {
  return {
    hipaa_relevant: false,
    ...(isCommandLine(call)
      ? { actor: { id: 0, type: "system", name: call.actor.name } as const }
      : {}),
    ...told,
    target: {
      type: "account",
      id: account?.id ?? null,
      patient_id: account?.patient_id ?? null,
    },
  };
}

/** Whether the call needs no confirmed password because nobody is signed in: the command line. */
export const trustedCaller = isCommandLine;
