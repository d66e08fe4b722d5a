import type { RelationTo } from "./kernel/care-relation.ts";
import type { Clock } from "./kernel/clock.ts";
import type { RecordRead, Transact } from "./kernel/transact.ts";
import { calendars } from "./storage/calendars.ts";
import type { Sql } from "./storage/database.ts";
import { importRunRepository } from "./modules/patients/import/import-run.repository.ts";
import { patientImportRoutes } from "./modules/patients/import/patient-import.routes.ts";
import { patientImportService } from "./modules/patients/import/patient-import.service.ts";
import { patientConsentRepository } from "./modules/patients/patient-consent.repository.ts";
import { patientConsentService } from "./modules/patients/patient-consent.service.ts";
import { patientContactRepository } from "./modules/patients/patient-contact.repository.ts";
import { patientContactService } from "./modules/patients/patient-contact.service.ts";
import { patientSearchRepository } from "./modules/patients/patient-search.repository.ts";
import { patientSearchService } from "./modules/patients/patient-search.service.ts";
import { patientStandingService } from "./modules/patients/patient-standing.service.ts";
import { reachPatient } from "./modules/patients/patient.policy.ts";
import { patientRepository } from "./modules/patients/patient.repository.ts";
import { patientRoutes } from "./modules/patients/patient.routes.ts";
import { patientService } from "./modules/patients/patient.service.ts";

export interface ComposePatientsNeeds {
  readonly db: Sql;
  readonly bind: <R>(repositories: (db: Sql) => R) => Transact<R>;
  readonly record: RecordRead;
  readonly clock: Clock;
  readonly relationTo: RelationTo;
  /** Told of an import that stopped on a fault. */
  readonly onImportFault: (error: unknown) => void;
}

/** Patients, their contacts and consents, finding them and bringing them in: wired, with their routes. */
export function composePatients(needs: ComposePatientsNeeds) {
  const { db, bind, record, clock, relationTo } = needs;
  const reach = reachPatient(relationTo, patientRepository(db));
  const transact = bind((tx) => ({
    patients: patientRepository(tx),
    contacts: patientContactRepository(tx),
    consents: patientConsentRepository(tx),
    search: patientSearchRepository(tx),
    calendars: calendars(tx),
    runs: importRunRepository(tx),
  }));

  const services = {
    patients: patientService({ reach, record, clock, transact }),
    search: patientSearchService({
      search: patientSearchRepository(db),
      record,
    }),
    standing: patientStandingService({ reach, transact }),
    contacts: patientContactService({
      reach,
      record,
      transact,
      contacts: patientContactRepository(db),
    }),
    consents: patientConsentService({
      reach,
      record,
      transact,
      consents: patientConsentRepository(db),
    }),
  };
  const runs = importRunRepository(db);
  const imports = patientImportService({
    runs,
    record,
    clock,
    transact,
    onFault: needs.onImportFault,
  });
  return {
    services: {
      patients: services.patients,
      patientSearch: services.search,
      patientStanding: services.standing,
      patientContacts: services.contacts,
      patientConsents: services.consents,
      patientImports: imports,
    },
    routes: [...patientRoutes(services), ...patientImportRoutes(imports)],
    /** Drops the error rows of old imports. */
    dropOldImportErrors: () => runs.dropOldErrors(),
    /** Ends imports under way after their chunk. */
    stop: () => imports.stop(),
  };
}
