import { sixTables } from "./0001_six_tables.ts";
import { accounts } from "./0002_accounts.ts";
import { calendars } from "./0003_calendars.ts";
import { audit } from "./0004_audit.ts";
import { patientRecords } from "./0005_patient_records.ts";
import { prescriptionAndPaymentHistory } from "./0006_prescription_and_payment_history.ts";
import { patientSearch } from "./0007_patient_search.ts";
import { importErrors } from "./0008_import_errors.ts";
import { listIndexes } from "./0009_list_indexes.ts";
import type { MigrationSteps } from "./migration-step.ts";

/** Every migration by its lasting name, in order. A released one is never edited, only followed. */
export const migrations: Readonly<Record<string, MigrationSteps>> = {
  "0001_six_tables": sixTables,
  "0002_accounts": accounts,
  "0003_calendars": calendars,
  "0004_audit": audit,
  "0005_patient_records": patientRecords,
  "0006_prescription_and_payment_history": prescriptionAndPaymentHistory,
  "0007_patient_search": patientSearch,
  "0008_import_errors": importErrors,
  "0009_list_indexes": listIndexes,
};
