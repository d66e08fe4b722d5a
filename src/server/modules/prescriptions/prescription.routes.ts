import {
  adjustPrescription,
  getPrescription,
  issuePrescription,
  listPatientPrescriptions,
  listPrescriptionVersions,
  listPrintablePrescriptions,
  markPrescriptionEnteredInError,
  printPrescription,
  refillPrescription,
  stopPrescription,
} from "#contract/prescriptions.ts";
import { Reply, route, type Route } from "#server/kernel/route.ts";
import type { PrescriptionChangeService } from "./prescription-change.service.ts";
import type { PrescriptionPrintService } from "./prescription-print.service.ts";
import type { PrescriptionService } from "./prescription.service.ts";

export interface PrescriptionServices {
  readonly prescriptions: PrescriptionService;
  readonly changes: PrescriptionChangeService;
  readonly prints: PrescriptionPrintService;
}

export function prescriptionRoutes(services: PrescriptionServices): Route[] {
  const { prescriptions, changes, prints } = services;
  return [
    route(issuePrescription, (call, { body }) =>
      prescriptions.issue(call, body),
    ),
    route(getPrescription, (call, { params }) =>
      prescriptions.get(call, params.id),
    ),
    route(listPatientPrescriptions, (call, { params, query }) =>
      prescriptions.ofPatient(call, params.id, query),
    ),
    route(listPrescriptionVersions, (call, { params }) =>
      prescriptions.versions(call, params.id),
    ),
    route(adjustPrescription, (call, { params, body }) =>
      changes.adjust(call, params.id, body),
    ),
    route(refillPrescription, (call, { params }) =>
      changes.refill(call, params.id),
    ),
    route(stopPrescription, (call, { params, body }) =>
      changes.stop(call, params.id, body.reason),
    ),
    route(markPrescriptionEnteredInError, (call, { params, body }) =>
      changes.enteredInError(call, params.id, body.reason),
    ),
    route(listPrintablePrescriptions, (call, { params }) =>
      prescriptions.printable(call, params.id),
    ),
    route(printPrescription, async (call, { params, query }) => {
      const { pdf, file_name } = await prints.print(
        call,
        params.id,
        query.version,
      );
      return new Reply(pdf, { file_name });
    }),
  ];
}
