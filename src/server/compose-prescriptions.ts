import type { RelationTo } from "./kernel/care-relation.ts";
import type { Clock } from "./kernel/clock.ts";
import type { RecordRead, Transact } from "./kernel/transact.ts";
import { prescribingRepository } from "./modules/prescriptions/prescribing.repository.ts";
import { prescriptionChangeService } from "./modules/prescriptions/prescription-change.service.ts";
import { prescriptionPrintService } from "./modules/prescriptions/prescription-print.service.ts";
import { prescriptionVersionRepository } from "./modules/prescriptions/prescription-version.repository.ts";
import { prescriptionRepository } from "./modules/prescriptions/prescription.repository.ts";
import type { PrescriptionServices } from "./modules/prescriptions/prescription.routes.ts";
import { prescriptionService } from "./modules/prescriptions/prescription.service.ts";
import type { Sql } from "./storage/database.ts";
import { printedDocuments } from "./storage/printed-documents.ts";

export interface PrescriptionTools {
  readonly db: Sql;
  readonly clock: Clock;
  readonly record: RecordRead;
  readonly relationTo: RelationTo;
  readonly bind: <R>(repositories: (db: Sql) => R) => Transact<R>;
}

/** Prescribing, changing and printing, wired. */
export function composePrescriptions(
  tools: PrescriptionTools,
): PrescriptionServices {
  const { db, clock, record, relationTo, bind } = tools;
  const repositories = (tx: Sql) => ({
    prescriptions: prescriptionRepository(tx),
    versions: prescriptionVersionRepository(tx),
    prescribing: prescribingRepository(tx),
  });
  const printing = (tx: Sql) => ({
    prescriptions: prescriptionRepository(tx),
    printed: printedDocuments(tx),
  });
  const needs = { ...repositories(db), clock, record, relationTo };
  const writing = { ...needs, transact: bind(repositories) };
  return {
    prescriptions: prescriptionService(writing),
    changes: prescriptionChangeService(writing),
    prints: prescriptionPrintService({
      ...needs,
      ...printing(db),
      transact: bind(printing),
    }),
  };
}
