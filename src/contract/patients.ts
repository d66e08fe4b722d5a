import Type, { type Static } from "typebox";
import { endpoint } from "./endpoint.ts";
import { NewContact } from "./patient-contacts.ts";
import {
  Email,
  Fields,
  Id,
  IdPath,
  Instant,
  Line,
  Nullable,
  OneOf,
  PageOf,
  Phone,
  Prose,
  Reason,
  Version,
  WallDate,
} from "./types.ts";

const tag = "patients";

export const genders = [
  "Male",
  "Female",
  "Other",
  "Prefer not to say",
] as const;
export const bloodTypes = [
  "A+",
  "A-",
  "B+",
  "B-",
  "AB+",
  "AB-",
  "O+",
  "O-",
  "Unknown",
] as const;
const inactiveReasons = ["deceased", "moved", "test", "duplicate"] as const;
const AllergyStatus = OneOf(
  ["not_asked", "none_known", "recorded"],
  "not asked, asked and none known, or written down in `allergies`",
);

const identity = {
  id: Id,
  first_name: Type.String(),
  last_name: Type.String(),
  date_of_birth: WallDate,
  gender: OneOf(genders),
  phone: Type.String(),
};
const standing = {
  is_active: Type.Boolean(),
  inactive_reason: Nullable(OneOf(inactiveReasons)),
};
const bookkeeping = {
  created_at: Instant,
  updated_at: Instant,
  ...standing,
  duplicate_of: Nullable(Id),
  row_version: Version,
};

export const Patient = Fields({
  ...identity,
  email: Nullable(Type.String()),
  address: Nullable(Type.String()),
  emergency_contact: Nullable(Type.String()),
  emergency_phone: Nullable(Type.String()),
  blood_type: Nullable(OneOf(bloodTypes)),
  allergies: Nullable(Type.String()),
  allergy_status: AllergyStatus,
  ...bookkeeping,
});
export type Patient = Static<typeof Patient>;

/** What billing needs to bill: nothing clinical, nobody to call at night. */
const PatientForBilling = Fields({
  ...identity,
  email: Nullable(Type.String()),
  address: Nullable(Type.String()),
  ...bookkeeping,
});

/** As little as tells two people apart. */
const PatientHit = Fields({
  ...identity,
  ...standing,
  match: OneOf(["exact", "prefix", "close"]),
  score: Type.Integer({ minimum: 0, maximum: 100 }),
});
export type PatientHit = Static<typeof PatientHit>;

const DuplicateCandidate = Fields({
  ...identity,
  ...standing,
  score: Type.Integer({ minimum: 0, maximum: 100 }),
  reasons: Type.Array(
    OneOf([
      "same_name",
      "similar_name",
      "same_dob",
      "swapped_dob",
      "same_phone",
      "same_email",
    ]),
  ),
});
export type DuplicateCandidate = Static<typeof DuplicateCandidate>;

const identifying = {
  first_name: Line(100),
  last_name: Line(100),
  date_of_birth: WallDate,
  phone: Phone,
  email: Type.Optional(Nullable(Email)),
};

/** The columns that people fill, as a request carries them. */
export const writablePatient = {
  ...identifying,
  gender: OneOf(genders),
  address: Type.Optional(Nullable(Prose(2_000))),
  emergency_contact: Type.Optional(Nullable(Line(100))),
  emergency_phone: Type.Optional(Nullable(Phone)),
  blood_type: Type.Optional(Nullable(OneOf(bloodTypes))),
  allergies: Type.Optional(Nullable(Prose(10_000))),
  allergy_status: Type.Optional(AllergyStatus),
};

export const searchPatients = endpoint({
  id: "searchPatients",
  method: "POST",
  path: "/patients/search",
  tag,
  summary: "Find patients by name, telephone, e-mail, date of birth or id",
  description:
    "Names in any order, unfinished or misspelt; telephone digits and dates in the usual spellings. Best first, inactive last.",
  action: "patients.search",
  body: Fields({
    q: Type.String({ maxLength: 500 }),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, default: 20 }),
    ),
    cursor: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  status: 200,
  answer: PageOf(PatientHit),
});

export const findDuplicates = endpoint({
  id: "findDuplicates",
  method: "POST",
  path: "/patients/duplicates",
  tag,
  summary: "Who may be the same person, to compare side by side",
  action: "patients.register",
  body: Fields({ ...identifying, gender: Type.Optional(OneOf(genders)) }),
  status: 200,
  answer: Fields({ items: Type.Array(DuplicateCandidate) }),
});

export const getPatient = endpoint({
  id: "getPatient",
  method: "GET",
  path: "/patients/:id",
  tag,
  summary: "One patient",
  action: "patients.read",
  params: IdPath,
  status: 200,
  answer: Patient,
  answerFor: { billing: PatientForBilling },
  etag: true,
});

export const createPatient = endpoint({
  id: "createPatient",
  method: "POST",
  path: "/patients",
  tag,
  summary: "Register a patient",
  description:
    "Likely duplicates are answered first: 409 `possible_duplicate` with `candidates` of `{ id, score, reasons }`. Send `not_the_same_person: true` to register all the same. When a family shares an e-mail (409 `email_taken`, to the desk with `holder_id`), leave `email` empty and name its holder in `email_holder_patient_id`.",
  action: "patients.register",
  body: Fields({
    ...writablePatient,
    not_the_same_person: Type.Optional(Type.Boolean()),
    email_holder_patient_id: Type.Optional(Id),
    contacts: Type.Optional(Type.Array(NewContact, { maxItems: 10 })),
  }),
  status: 201,
  answer: Patient,
  etag: true,
  idempotent: true,
  errors: ["possible_duplicate", "email_taken"],
});

export const updatePatient = endpoint({
  id: "updatePatient",
  method: "PATCH",
  path: "/patients/:id",
  tag,
  summary: "Change a patient; null clears, absent leaves",
  action: "patients.edit",
  params: IdPath,
  body: Type.Partial(Fields(writablePatient), { additionalProperties: false }),
  status: 200,
  answer: Patient,
  etag: true,
  ifMatch: true,
  errors: ["email_taken"],
});

export const deactivatePatient = endpoint({
  id: "deactivatePatient",
  method: "POST",
  path: "/patients/:id/deactivate",
  tag,
  summary: "Take a record out of use, saying why",
  description:
    "Refused while visits are ahead. `duplicate` names the record that stays in `duplicate_of`.",
  action: "patients.deactivate",
  params: IdPath,
  body: Fields({
    reason: OneOf(inactiveReasons),
    duplicate_of: Type.Optional(Id),
  }),
  status: 200,
  answer: Patient,
  etag: true,
  ifMatch: true,
  errors: ["refused_by_rule", "transition_refused"],
});

export const activatePatient = endpoint({
  id: "activatePatient",
  method: "POST",
  path: "/patients/:id/activate",
  tag,
  summary: "Take a record into use again",
  action: "patients.deactivate",
  params: IdPath,
  body: Fields({ reason: Reason }),
  status: 200,
  answer: Patient,
  etag: true,
  ifMatch: true,
  errors: ["transition_refused"],
});

export const patientEndpoints = [
  searchPatients,
  findDuplicates,
  getPatient,
  createPatient,
  updatePatient,
  deactivatePatient,
  activatePatient,
];
