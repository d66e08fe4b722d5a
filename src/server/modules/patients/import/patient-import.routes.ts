import {
  getImport,
  getImportErrors,
  previewImport,
  startImport,
} from "#contract/patient-import.ts";
import { route, type Route } from "#server/kernel/route.ts";
import type { PatientImportService } from "./patient-import.service.ts";

export function patientImportRoutes(imports: PatientImportService): Route[] {
  return [
    route(previewImport, (call, { body }) => imports.preview(call, body)),
    route(startImport, (call, { body }) => imports.start(call, body)),
    route(getImport, (call, { params }) => imports.progress(call, params.id)),
    route(getImportErrors, (call, { params }) =>
      imports.errors(call, params.id),
    ),
  ];
}
