import {
  giveConsent,
  listConsents,
  withdrawConsent,
} from "#contract/patient-consents.ts";
import {
  createContact,
  endContact,
  listContacts,
  updateContact,
} from "#contract/patient-contacts.ts";
import {
  activatePatient,
  createPatient,
  deactivatePatient,
  findDuplicates,
  getPatient,
  searchPatients,
  updatePatient,
} from "#contract/patients.ts";
import { route, type Route } from "#server/kernel/route.ts";
import type { PatientConsentService } from "./patient-consent.service.ts";
import type { PatientContactService } from "./patient-contact.service.ts";
import type { PatientSearchService } from "./patient-search.service.ts";
import type { PatientStandingService } from "./patient-standing.service.ts";
import type { PatientService } from "./patient.service.ts";

export interface PatientServices {
  readonly patients: PatientService;
  readonly search: PatientSearchService;
  readonly standing: PatientStandingService;
  readonly contacts: PatientContactService;
  readonly consents: PatientConsentService;
}

export function patientRoutes(services: PatientServices): Route[] {
  const { patients, search, standing, contacts, consents } = services;
  return [
    route(searchPatients, (call, { body }) => search.search(call, body)),
    route(findDuplicates, (call, { body }) => search.duplicates(call, body)),
    route(getPatient, (call, { params }) => patients.get(call, params.id)),
    route(createPatient, (call, { body }) => patients.register(call, body)),
    route(updatePatient, (call, { params, body }) =>
      patients.update(call, params.id, body),
    ),
    route(deactivatePatient, (call, { params, body }) =>
      standing.deactivate(call, params.id, body),
    ),
    route(activatePatient, (call, { params, body }) =>
      standing.activate(call, params.id, body.reason),
    ),
    route(listContacts, (call, { params, query }) =>
      contacts.list(call, params.id, query),
    ),
    route(createContact, (call, { params, body }) =>
      contacts.create(call, params.id, body),
    ),
    route(updateContact, (call, { params, body }) =>
      contacts.update(call, params, body),
    ),
    route(endContact, (call, { params }) => contacts.end(call, params)),
    route(listConsents, (call, { params, query }) =>
      consents.list(call, params.id, query),
    ),
    route(giveConsent, (call, { params, body }) =>
      consents.give(call, params.id, body),
    ),
    route(withdrawConsent, (call, { params }) =>
      consents.withdraw(call, params),
    ),
  ];
}
