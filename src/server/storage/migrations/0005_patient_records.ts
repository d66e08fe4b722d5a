import { bin, createdAt, restrict, rowVersion } from "./columns.ts";
import { createTable, type MigrationSteps } from "./migration-step.ts";

const patientKey = (column: string, key: string) =>
  `CONSTRAINT ${key} FOREIGN KEY (${column}) REFERENCES patients (id) ${restrict}`;
const accountKey = (column: string, key: string) =>
  `CONSTRAINT ${key} FOREIGN KEY (${column}) REFERENCES accounts (id) ${restrict}`;

/** What hangs on a patient, and the runs that bring many of them in. */
export const patientRecords: MigrationSteps = [
  createTable(
    "patient_contacts",
    `id INT NOT NULL AUTO_INCREMENT,
    patient_id INT NOT NULL,
    contact_patient_id INT NULL,
    name VARCHAR(200) NOT NULL,
    relationship VARCHAR(60) NULL,
    phone VARCHAR(20) NULL,
    email VARCHAR(255) ${bin} NULL,
    is_emergency BOOLEAN NOT NULL DEFAULT FALSE,
    is_email_holder BOOLEAN NOT NULL DEFAULT FALSE,
    ended_at DATETIME(6) NULL,
    ${rowVersion},
    ${createdAt},
    PRIMARY KEY (id),
    KEY ix_patient_contacts_patient (patient_id),
    KEY ix_patient_contacts_contact (contact_patient_id),
    ${patientKey("patient_id", "fk_patient_contacts_patient")},
    ${patientKey("contact_patient_id", "fk_patient_contacts_contact")}`,
  ),
  createTable(
    "patient_consents",
    `id INT NOT NULL AUTO_INCREMENT,
    patient_id INT NOT NULL,
    kind ENUM('treatment', 'data_processing', 'messaging', 'research') NOT NULL,
    given_at DATETIME(6) NOT NULL,
    given_recorded_by_account_id INT NULL,
    withdrawn_at DATETIME(6) NULL,
    withdrawn_recorded_by_account_id INT NULL,
    note TEXT NULL,
    ${createdAt},
    PRIMARY KEY (id),
    KEY ix_patient_consents_patient (patient_id, kind),
    KEY ix_patient_consents_given_by (given_recorded_by_account_id),
    KEY ix_patient_consents_withdrawn_by (withdrawn_recorded_by_account_id),
    ${patientKey("patient_id", "fk_patient_consents_patient")},
    ${accountKey("given_recorded_by_account_id", "fk_patient_consents_given_by")},
    ${accountKey("withdrawn_recorded_by_account_id", "fk_patient_consents_withdrawn_by")},
    CONSTRAINT ck_patient_consents_order CHECK (withdrawn_at >= given_at)`,
  ),
  createTable(
    "import_runs",
    `id INT NOT NULL AUTO_INCREMENT,
    kind VARCHAR(40) ${bin} NOT NULL,
    file_name VARCHAR(255) NOT NULL,
    mapping LONGTEXT ${bin} NOT NULL,
    status ENUM('running', 'finished', 'failed') NOT NULL DEFAULT 'running',
    dry_run BOOLEAN NOT NULL DEFAULT FALSE,
    total_rows INT NOT NULL DEFAULT 0,
    imported_rows INT NOT NULL DEFAULT 0,
    skipped_rows INT NOT NULL DEFAULT 0,
    failed_rows INT NOT NULL DEFAULT 0,
    created_by_account_id INT NULL,
    started_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    finished_at DATETIME(6) NULL,
    PRIMARY KEY (id),
    KEY ix_import_runs_created_by (created_by_account_id),
    ${accountKey("created_by_account_id", "fk_import_runs_created_by")},
    CONSTRAINT ck_import_runs_mapping CHECK (JSON_VALID(mapping))`,
  ),
];
