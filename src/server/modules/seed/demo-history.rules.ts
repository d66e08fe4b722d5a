import type { Role } from "#contract/permissions.ts";
import type { AuditEntry, AuditEvent } from "#server/kernel/audit-event.ts";
import { auditEntry } from "#server/kernel/audit-event.ts";
import type { Call } from "#server/kernel/call.ts";
import {
  instantOfSeconds,
  sqlToInstant,
  type Instant,
} from "#server/kernel/instants.ts";
import { accountOf, demoAccounts } from "./demo-accounts.rules.ts";
import {
  adjustReason,
  castPatient,
  LOCATION_ID,
  PATIENT_ID,
  PRESCRIPTION_ID,
  VISIT_ID,
} from "./demo-cast.rules.ts";
import { demoLocation } from "./demo-places.rules.ts";

const browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";

function callAs(role: Role): Call {
  const account = accountOf(role);
  return {
    actor: {
      account_id: account.id,
      session_id: 0,
      roles: [role],
      doctor_id: account.doctor_id,
      patient_id: account.patient_id,
      name: account.display_name,
      ip_address: role === "doctor" ? "192.168.1.100" : "192.168.1.20",
      user_agent: browser,
    },
    action: "public",
    role,
  };
}

const entry = (at: string, role: Role, event: AuditEvent): AuditEntry =>
  auditEntry(callAs(role), event, sqlToInstant(at));

const jane = { patient_id: PATIENT_ID, patient_name: "Jane Doe" };
const visit = {
  appointment_id: VISIT_ID,
  location: demoLocation(LOCATION_ID).name,
};
/** Long before the cast met. */
const opened = sqlToInstant("2023-06-01 12:00:00").epochMilliseconds / 1000;

const accountsCreated = (): AuditEntry[] =>
  demoAccounts.map((account, index) =>
    auditEntry(
      callAs("admin"),
      {
        event_type: "account_created",
        action: "created",
        target: { type: "account", id: account.id },
        changes: { after: { email: account.email, roles: [account.role] } },
        hipaa_relevant: false,
      },
      instantOfSeconds(opened + index * 180),
    ),
  );

const castEvents = (): AuditEntry[] => [
  entry(castPatient.created_at, "front_desk", {
    event_type: "patient_registered",
    action: "registered",
    target: { type: "patient", id: PATIENT_ID, ...jane },
  }),
  entry("2024-01-08 14:05:00", "front_desk", {
    event_type: "appointment_booked",
    action: "booked",
    target: { type: "appointment", id: VISIT_ID, ...jane },
    changes: {
      after: {
        appointment_date: "2024-01-15",
        start_time: "09:00:00",
        end_time: "09:30:00",
      },
    },
    context: visit,
  }),
  entry("2024-01-15 14:30:00", "doctor", {
    event_type: "prescription_issued",
    action: "issued",
    target: { type: "prescription", id: PRESCRIPTION_ID, ...jane },
    changes: {
      after: { dosage: "20mg", frequency: "once daily", refills_remaining: 1 },
    },
    context: visit,
  }),
  entry("2024-01-15 14:35:00", "doctor", {
    event_type: "appointment_completed",
    action: "completed",
    target: { type: "appointment", id: VISIT_ID, ...jane },
    changes: {
      before: { status: "Scheduled" },
      after: { status: "Completed" },
    },
    context: visit,
  }),
  // The data design's own sample, word for word.
  entry("2024-01-15 16:45:23", "doctor", {
    event_type: "prescription_modified",
    action: "dosage_adjusted",
    target: { type: "prescription", id: PRESCRIPTION_ID, ...jane },
    changes: {
      before: { dosage: "20mg", frequency: "once daily", refills_remaining: 1 },
      after: { dosage: "10mg", frequency: "twice daily", refills_remaining: 2 },
      reason: adjustReason,
    },
    context: visit,
  }),
];

const system: Call = {
  actor: {
    account_id: 0,
    session_id: 0,
    roles: [],
    doctor_id: null,
    patient_id: null,
    name: "Chartroom",
    ip_address: "",
    user_agent: "chartroom-cli",
  },
  action: "public",
  role: undefined,
};

/** That the data were made up, and how many: the one entry that stands for all of them. */
export const seededEntry = (
  event_type: "demo_seeded" | "large_data_seeded",
  now: Instant,
  counts: Readonly<Record<string, number>>,
): AuditEntry =>
  auditEntry(
    system,
    {
      event_type,
      action: "seeded",
      target: { type: "installation", id: null },
      changes: { after: { ...counts } },
      hipaa_relevant: false,
      actor: { id: 0, type: "system", name: "Chartroom" },
    },
    now,
  );

/** What the audit of the demo begins with: the accounts, the cast's story, and that all of it was made up. */
export const demoHistory = (
  now: Instant,
  counts: Readonly<Record<string, number>>,
): AuditEntry[] => [
  ...accountsCreated(),
  ...castEvents(),
  seededEntry("demo_seeded", now, counts),
];
