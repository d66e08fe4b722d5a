import Type, { type Static } from "typebox";
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
  Prose,
} from "./types.ts";

const tag = "patients";

const consentKinds = [
  "treatment",
  "data_processing",
  "messaging",
  "research",
] as const;

export const Consent = Fields({
  id: Id,
  patient_id: Id,
  kind: OneOf(consentKinds),
  given_at: Instant,
  given_recorded_by: Nullable(Type.String()),
  given_recorded_by_account_id: Nullable(Id),
  withdrawn_at: Nullable(Instant),
  withdrawn_recorded_by: Nullable(Type.String()),
  withdrawn_recorded_by_account_id: Nullable(Id),
  note: Nullable(Type.String()),
});
export type Consent = Static<typeof Consent>;

export const listConsents = endpoint({
  id: "listConsents",
  method: "GET",
  path: "/patients/:id/consents",
  tag,
  summary: "Consents given and withdrawn, the newest first",
  action: "patients.consents",
  params: IdPath,
  query: Fields(pageQuery),
  status: 200,
  answer: PageOf(Consent),
});

export const giveConsent = endpoint({
  id: "giveConsent",
  method: "POST",
  path: "/patients/:id/consents",
  tag,
  summary: "Record that the patient consents",
  description:
    "The audit's `consent_verified` follows the consent to `treatment`.",
  action: "patients.consents.edit",
  params: IdPath,
  body: Fields({
    kind: OneOf(consentKinds),
    note: Type.Optional(Prose(2_000)),
  }),
  status: 201,
  answer: Consent,
  errors: ["transition_refused"],
});

export const withdrawConsent = endpoint({
  id: "withdrawConsent",
  method: "POST",
  path: "/patients/:id/consents/:consent_id/withdraw",
  tag,
  summary: "Record that the patient withdraws a consent",
  action: "patients.consents.edit",
  params: Fields({ id: Id, consent_id: Id }),
  status: 200,
  answer: Consent,
  errors: ["transition_refused"],
});

export const patientConsentEndpoints = [
  listConsents,
  giveConsent,
  withdrawConsent,
];
