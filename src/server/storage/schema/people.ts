import type { Generated } from "kysely";
import type {
  DefaultEnum,
  DefaultFlag,
  InstantColumn,
  RowVersion,
  SeedTimestamp,
} from "./column-types.ts";

export interface PatientsTable {
  id: Generated<number>;
  first_name: string;
  last_name: string;
  date_of_birth: string;
  gender: "Male" | "Female" | "Other" | "Prefer not to say";
  phone: string;
  email: string | null;
  address: string | null;
  emergency_contact: string | null;
  emergency_phone: string | null;
  blood_type:
    "A+" | "A-" | "B+" | "B-" | "AB+" | "AB-" | "O+" | "O-" | "Unknown" | null;
  allergies: string | null;
  created_at: SeedTimestamp;
  updated_at: SeedTimestamp;
  is_active: DefaultFlag;
  inactive_reason: "deceased" | "moved" | "test" | "duplicate" | null;
  duplicate_of: number | null;
  allergy_status: DefaultEnum<"not_asked" | "none_known" | "recorded">;
  row_version: RowVersion;
}

export interface DoctorsTable {
  id: Generated<number>;
  first_name: string;
  last_name: string;
  specialization: string;
  license_number: string;
  phone: string;
  email: string;
  office_room: string | null;
  is_active: DefaultFlag;
  hire_date: string;
  created_at: SeedTimestamp;
  updated_at: SeedTimestamp;
  row_version: RowVersion;
}

export interface PatientContactsTable {
  id: Generated<number>;
  patient_id: number;
  contact_patient_id: number | null;
  name: string;
  relationship: string | null;
  phone: string | null;
  email: string | null;
  is_emergency: DefaultFlag;
  is_email_holder: DefaultFlag;
  ended_at: InstantColumn | null;
  row_version: RowVersion;
  created_at: Generated<InstantColumn>;
}

export interface PatientConsentsTable {
  id: Generated<number>;
  patient_id: number;
  kind: "treatment" | "data_processing" | "messaging" | "research";
  given_at: InstantColumn;
  given_recorded_by_account_id: number | null;
  withdrawn_at: InstantColumn | null;
  withdrawn_recorded_by_account_id: number | null;
  note: string | null;
  created_at: Generated<InstantColumn>;
}

export interface ImportRunsTable {
  id: Generated<number>;
  kind: string;
  file_name: string;
  mapping: string;
  status: DefaultEnum<"running" | "finished" | "failed">;
  dry_run: DefaultFlag;
  total_rows: Generated<number>;
  imported_rows: Generated<number>;
  skipped_rows: Generated<number>;
  failed_rows: Generated<number>;
  created_by_account_id: number | null;
  started_at: Generated<InstantColumn>;
  finished_at: InstantColumn | null;
  progress_at: Generated<InstantColumn>;
}

/** A row that did not go in; `problems` and `original` are JSON. */
export interface ImportRunErrorsTable {
  id: Generated<number>;
  import_run_id: number;
  file_row: number;
  problems: string;
  original: string;
}
