import Type, { type Static } from "typebox";
import { endpoint } from "./endpoint.ts";
import {
  BigId,
  Fields,
  Id,
  IdPath,
  Instant,
  Line,
  Nullable,
  OneOf,
  PageOf,
  pageQuery,
  Prose,
  Reason,
  Version,
  WallDate,
} from "./types.ts";

const tag = "prescriptions";

/** What a patient takes home in words; doses and times are the doctor's own text. */
const medicine = {
  medication_name: Type.String(),
  dosage: Type.String(),
  frequency: Type.String(),
  duration: Type.String(),
  instructions: Nullable(Type.String()),
  issued_date: WallDate,
  is_active: Type.Boolean(),
  refills_remaining: Type.Integer(),
  entered_in_error: Type.Boolean(),
};

const forPatient = {
  id: Id,
  appointment_id: Id,
  patient_id: Id,
  doctor_id: Id,
  ...medicine,
  created_at: Instant,
  stopped_at: Nullable(Instant),
  patient_name: Type.String(),
  doctor_name: Type.String(),
  row_version: Version,
};

const forDoctor = {
  ...forPatient,
  stop_reason: Nullable(Type.String()),
  allergy_override_reason: Nullable(Type.String()),
  printed_version: Nullable(Version),
};

const allergies = {
  allergies: Nullable(Type.String()),
  allergy_status: OneOf(["not_asked", "none_known", "recorded"]),
  interactions_checked: Type.Boolean({ description: "always false" }),
  interaction_notice: Type.String(),
};

export const Prescription = Fields(forDoctor);
export type Prescription = Static<typeof Prescription>;
/** Without what staff wrote for each other. */
export const PrescriptionForPatient = Fields(forPatient);
/** With the patient's allergies, and the plain word that nothing else was checked. */
export const PrescriptionWithAllergies = Fields({ ...forDoctor, ...allergies });
export type PrescriptionWithAllergies = Static<
  typeof PrescriptionWithAllergies
>;

const State = Fields(medicine);
export type PrescriptionState = Static<typeof State>;
const version = {
  version: Version,
  change_kind: OneOf([
    "issued",
    "adjusted",
    "refilled",
    "stopped",
    "entered_in_error",
  ]),
  before_state: Nullable(State),
  after_state: State,
  changed_at: Instant,
  changed_by_name: Nullable(Type.String()),
};
export const PrescriptionVersion = Fields({
  ...version,
  reason: Nullable(Type.String()),
});
export type PrescriptionVersion = Static<typeof PrescriptionVersion>;

/** What the front desk needs to print, and nothing of the content. */
export const Printable = Fields({
  id: Id,
  appointment_id: Id,
  patient_id: Id,
  issued_date: WallDate,
  is_active: Type.Boolean(),
  row_version: Version,
  printed_version: Nullable(Version),
});
export type Printable = Static<typeof Printable>;

const Refills = Type.Integer({ minimum: 0, maximum: 99 });
const nameMatchOnly =
  "The medication's words are compared with the words of the recorded allergies, also by a short list of drug classes. " +
  "It is a match of names only: it knows no ingredients, and interactions with other medication are not checked.";

export const issuePrescription = endpoint({
  id: "issuePrescription",
  method: "POST",
  path: "/prescriptions",
  tag,
  summary: "Prescribe for the patient of an own visit",
  description: `${nameMatchOnly} A match is refused with \`allergy_warning\` and \`matches\` until \`allergy_override_reason\` says why it goes on.`,
  action: "prescriptions.write",
  body: Fields({
    appointment_id: Id,
    medication_name: Line(255),
    dosage: Line(100),
    frequency: Line(100),
    duration: Line(100),
    instructions: Type.Optional(Nullable(Prose(5_000))),
    refills_remaining: Type.Optional(Refills),
    issued_date: Type.Optional(WallDate),
    allergy_override_reason: Type.Optional(Reason),
  }),
  status: 201,
  answer: PrescriptionWithAllergies,
  etag: true,
  idempotent: true,
  errors: [
    "allergy_warning",
    "refused_by_rule",
    "patient_inactive",
    "invalid_time",
    "conflict",
  ],
});

export const getPrescription = endpoint({
  id: "getPrescription",
  method: "GET",
  path: "/prescriptions/:id",
  tag,
  summary: "One prescription; the doctor sees the allergies with it",
  action: "prescriptions.read",
  params: IdPath,
  status: 200,
  answer: PrescriptionWithAllergies,
  answerFor: { patient: PrescriptionForPatient },
  etag: true,
});

export const listPatientPrescriptions = endpoint({
  id: "listPatientPrescriptions",
  method: "GET",
  path: "/patients/:id/prescriptions",
  tag,
  summary: "A patient's prescriptions, newest first",
  action: "prescriptions.read",
  params: IdPath,
  query: Fields({ ...pageQuery, active: Type.Optional(Type.Boolean()) }),
  status: 200,
  answer: PageOf(Prescription),
  answerFor: { patient: PageOf(PrescriptionForPatient) },
});

export const listPrescriptionVersions = endpoint({
  id: "listPrescriptionVersions",
  method: "GET",
  path: "/prescriptions/:id/versions",
  tag,
  summary: "What was changed, when and by whom, oldest first",
  action: "prescriptions.read",
  params: IdPath,
  status: 200,
  answer: Fields({ items: Type.Array(PrescriptionVersion) }),
  answerFor: { patient: Fields({ items: Type.Array(Fields(version)) }) },
});

export const adjustPrescription = endpoint({
  id: "adjustPrescription",
  method: "POST",
  path: "/prescriptions/:id/adjust",
  tag,
  summary: "Change dose, times or refills, with a reason",
  action: "prescriptions.write",
  params: IdPath,
  body: Fields({
    dosage: Type.Optional(Line(100)),
    frequency: Type.Optional(Line(100)),
    duration: Type.Optional(Line(100)),
    instructions: Type.Optional(Nullable(Prose(5_000))),
    refills_remaining: Type.Optional(Refills),
    reason: Reason,
  }),
  status: 200,
  answer: Prescription,
  etag: true,
  ifMatch: true,
  idempotent: true,
  errors: ["transition_refused"],
});

export const refillPrescription = endpoint({
  id: "refillPrescription",
  method: "POST",
  path: "/prescriptions/:id/refill",
  tag,
  summary: "Use one refill; the count never goes below zero",
  action: "prescriptions.write",
  params: IdPath,
  status: 200,
  answer: Prescription,
  etag: true,
  idempotent: true,
  errors: ["no_refills_left", "transition_refused"],
});

export const stopPrescription = endpoint({
  id: "stopPrescription",
  method: "POST",
  path: "/prescriptions/:id/stop",
  tag,
  summary: "Stop the medication",
  action: "prescriptions.write",
  params: IdPath,
  body: Fields({ reason: Reason }),
  status: 200,
  answer: Prescription,
  etag: true,
  ifMatch: true,
  idempotent: true,
  errors: ["transition_refused"],
});

export const markPrescriptionEnteredInError = endpoint({
  id: "markPrescriptionEnteredInError",
  method: "POST",
  path: "/prescriptions/:id/entered-in-error",
  tag,
  summary: "Say that it should never have been written; it stays, marked",
  action: "prescriptions.write",
  params: IdPath,
  body: Fields({ reason: Reason }),
  status: 200,
  answer: Prescription,
  etag: true,
  ifMatch: true,
  idempotent: true,
  errors: ["transition_refused"],
});

export const listPrintablePrescriptions = endpoint({
  id: "listPrintablePrescriptions",
  method: "GET",
  path: "/appointments/:id/prescriptions",
  tag,
  summary: "What a visit gave to print, without its content",
  action: "prescriptions.print",
  params: IdPath,
  status: 200,
  answer: Fields({ items: Type.Array(Printable) }),
});

export const printPrescription = endpoint({
  id: "printPrescription",
  method: "POST",
  path: "/prescriptions/:id/print",
  tag,
  summary: "The prescription as PDF; a printed version never changes",
  description:
    "Without `version` the current one. A version printed once answers the same bytes for ever; an older one that was never printed is not found. Once the prescription is stopped only doctors get what was printed before.",
  action: "prescriptions.print",
  params: IdPath,
  query: Fields({ version: Type.Optional(BigId) }),
  status: 200,
  media: "application/pdf",
  errors: ["transition_refused", "conflict"],
});

export const prescriptionEndpoints = [
  issuePrescription,
  getPrescription,
  listPatientPrescriptions,
  listPrescriptionVersions,
  adjustPrescription,
  refillPrescription,
  stopPrescription,
  markPrescriptionEnteredInError,
  listPrintablePrescriptions,
  printPrescription,
];
