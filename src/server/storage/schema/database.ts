import type {
  AccountsTable,
  BreakGlassGrantsTable,
  OneTimeCodesTable,
  RecoveryCodesTable,
  SecondFactorsTable,
  SessionsTable,
  ThrottlesTable,
} from "./accounts.ts";
import type {
  AuditHeadTable,
  AuditLogsTable,
  AuditPatientSetsTable,
  IdempotencyKeysTable,
  OutboxTable,
} from "./audit.ts";
import type { EncryptionKeysTable, InstallationTable } from "./installation.ts";
import type {
  PaymentReceiptsTable,
  PaymentsTable,
  PrescriptionVersionsTable,
  PrescriptionsTable,
  PrintedDocumentsTable,
} from "./money-and-medicine.ts";
import type {
  DoctorsTable,
  ImportRunErrorsTable,
  ImportRunsTable,
  PatientConsentsTable,
  PatientContactsTable,
  PatientsTable,
} from "./people.ts";
import type {
  PatientSearchNamesTable,
  PatientSearchPhonesTable,
  PatientSearchSpellingsTable,
  PatientSearchWordsTable,
} from "./patient-search.ts";
import type {
  AppointmentsTable,
  CalendarCellsTable,
  CalendarsTable,
  ClinicLocationsTable,
  DoctorCoversTable,
  DoctorHoursTable,
  DoctorTimeOffTable,
  LocationClosuresTable,
  WorklistItemsTable,
} from "./visits.ts";

/** Every table by its name; the columns are named as in the tables. */
export interface Database {
  patients: PatientsTable;
  doctors: DoctorsTable;
  clinic_locations: ClinicLocationsTable;
  appointments: AppointmentsTable;
  prescriptions: PrescriptionsTable;
  payments: PaymentsTable;
  accounts: AccountsTable;
  sessions: SessionsTable;
  second_factors: SecondFactorsTable;
  recovery_codes: RecoveryCodesTable;
  one_time_codes: OneTimeCodesTable;
  throttles: ThrottlesTable;
  break_glass_grants: BreakGlassGrantsTable;
  encryption_keys: EncryptionKeysTable;
  installation: InstallationTable;
  calendars: CalendarsTable;
  calendar_cells: CalendarCellsTable;
  doctor_hours: DoctorHoursTable;
  doctor_time_off: DoctorTimeOffTable;
  location_closures: LocationClosuresTable;
  doctor_covers: DoctorCoversTable;
  worklist_items: WorklistItemsTable;
  idempotency_keys: IdempotencyKeysTable;
  outbox: OutboxTable;
  audit_head: AuditHeadTable;
  audit_logs: AuditLogsTable;
  audit_patient_sets: AuditPatientSetsTable;
  patient_contacts: PatientContactsTable;
  patient_consents: PatientConsentsTable;
  import_runs: ImportRunsTable;
  import_run_errors: ImportRunErrorsTable;
  patient_search_names: PatientSearchNamesTable;
  patient_search_phones: PatientSearchPhonesTable;
  patient_search_words: PatientSearchWordsTable;
  patient_search_spellings: PatientSearchSpellingsTable;
  prescription_versions: PrescriptionVersionsTable;
  printed_documents: PrintedDocumentsTable;
  payment_receipts: PaymentReceiptsTable;
}
