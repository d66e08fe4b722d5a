import Type, { type Static, type TProperties } from "typebox";
import { endpoint } from "./endpoint.ts";
import {
  Fields,
  Id,
  IdPath,
  Instant,
  Nullable,
  OneOf,
  PageOf,
  pageQuery,
  Reason,
} from "./types.ts";

const tag = "audit-logs";

/** An object of the documents that may hold more than it names: an entry is shown as it was written. */
const Open = <T extends TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: true });

const Text = Nullable(Type.String());
const Whole = Nullable(Type.Integer());
/** Null once a lawful redaction has removed it; its digest still stands in the chain. */
const Values = Nullable(Open({}));

/** One entry in the shape of the data design; `chain` is its place among all entries, without the salt. */
export const AuditLog = Fields({
  _id: Type.String(),
  event_type: Type.String(),
  timestamp: Instant,
  actor: Fields({
    id: Whole,
    type: Type.String(),
    name: Text,
    ip_address: Text,
  }),
  target: Fields({
    id: Whole,
    type: Type.String(),
    patient_id: Whole,
    patient_name: Text,
  }),
  action: Type.String(),
  changes: Fields({ before: Values, after: Values, reason: Text }),
  context: Open({
    appointment_id: Whole,
    location: Text,
    device: Type.String(),
    user_agent: Text,
    outcome: Type.String(),
  }),
  compliance: Fields({
    hipaa_relevant: Type.Boolean(),
    consent_verified: Type.Boolean(),
    legal_hold: Type.Boolean(),
  }),
  chain: Fields({
    seq: Type.Integer(),
    hash: Type.String(),
    prev_hash: Type.String(),
  }),
});
export type AuditLog = Static<typeof AuditLog>;

const Word = Type.String({ pattern: "^[a-z_]{1,64}$" });
const EventPath = Fields({
  event_id: Type.String({ pattern: "^[0-9a-f]{24}$" }),
});

export const listAuditLogs = endpoint({
  id: "listAuditLogs",
  method: "GET",
  path: "/audit-logs",
  tag,
  summary: "Audit entries, newest first",
  description:
    "By patient it also finds the lists and boards that showed the patient. Reading is itself an entry.",
  action: "audit.read",
  query: Fields({
    ...pageQuery,
    patient_id: Type.Optional(Id),
    actor_type: Type.Optional(Word),
    actor_id: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
    ),
    event_type: Type.Optional(Word),
    outcome: Type.Optional(OneOf(["success", "refused", "failed"])),
    from: Type.Optional(Instant),
    to: Type.Optional(Instant),
  }),
  status: 200,
  answer: PageOf(AuditLog),
});

export const getAuditLog = endpoint({
  id: "getAuditLog",
  method: "GET",
  path: "/audit-logs/:event_id",
  tag,
  summary: "One audit entry",
  action: "audit.read",
  params: EventPath,
  status: 200,
  answer: AuditLog,
});

/** One access in words for the person whose record it is; never an address of the staff. */
export const Access = Fields({
  event_id: Type.String(),
  at: Instant,
  name: Text,
  role: Type.String(),
  what: Type.String(),
});
export type Access = Static<typeof Access>;

export const whoSawPatient = endpoint({
  id: "whoSawPatient",
  method: "GET",
  path: "/patients/:id/who-saw",
  tag,
  summary: "Who saw or changed this record: when, who, what",
  action: "patients.who_saw",
  params: IdPath,
  query: Fields(pageQuery),
  status: 200,
  answer: PageOf(Access),
});

export const exportAuditLogs = endpoint({
  id: "exportAuditLogs",
  method: "POST",
  path: "/audit-logs/export",
  tag,
  summary: "The entries of a period as a file",
  description:
    "Oldest first, at most 50,000 entries. Needs a password confirmed in the last minutes; the export is itself an entry.",
  action: "audit.read",
  body: Fields({
    from: { ...Instant, description: "inclusive; RFC 3339" },
    to: { ...Instant, description: "exclusive; RFC 3339" },
    patient_id: Type.Optional(Id),
    format: OneOf(
      ["csv", "ndjson"],
      "a table, or one JSON document a line as the API shows it",
    ),
    reason: Reason,
  }),
  status: 200,
  media: ["text/csv", "application/x-ndjson"],
  errors: ["reauthentication_required", "refused_by_rule"],
});

export const auditLogEndpoints = [
  listAuditLogs,
  getAuditLog,
  whoSawPatient,
  exportAuditLogs,
];
