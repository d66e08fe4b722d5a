-- The schema as the migrations leave it, written alike for every engine. Generated: do not edit.
-- CHECKs are shown without the parentheses that engines add; none needs them.
SET FOREIGN_KEY_CHECKS = 0;

CREATE TABLE accounts (
  id int NOT NULL AUTO_INCREMENT,
  email varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  display_name varchar(200) NOT NULL,
  password_hash varchar(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  roles set('admin','front_desk','doctor','billing','compliance','patient') NOT NULL,
  doctor_id int NULL,
  patient_id int NULL,
  is_active tinyint(1) NOT NULL DEFAULT 1,
  second_factor_required tinyint(1) NOT NULL DEFAULT 0,
  password_changed_at datetime(6) NULL,
  row_version int NOT NULL DEFAULT 1,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id),
  UNIQUE KEY uq_accounts_doctor (doctor_id),
  UNIQUE KEY uq_accounts_email (email),
  UNIQUE KEY uq_accounts_patient (patient_id),
  CONSTRAINT fk_accounts_doctor FOREIGN KEY (doctor_id) REFERENCES doctors (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_accounts_patient FOREIGN KEY (patient_id) REFERENCES patients (id) ON DELETE RESTRICT ON UPDATE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE appointments (
  id int NOT NULL AUTO_INCREMENT,
  doctor_id int NOT NULL,
  patient_id int NOT NULL,
  location_id int NOT NULL,
  appointment_date date NOT NULL,
  start_time time NOT NULL,
  end_time time NOT NULL,
  purpose text NULL,
  status enum('Scheduled','Completed','Cancelled','No-show') NULL DEFAULT 'Scheduled',
  notes text NULL,
  created_at timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  cancellation_reason text NULL,
  cancelled_by enum('Patient','Doctor','Admin') NULL,
  starts_at datetime(6) NULL,
  ends_at datetime(6) NULL,
  time_zone varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  arrived_at datetime(6) NULL,
  completed_at datetime(6) NULL,
  cancelled_at datetime(6) NULL,
  override_reason text NULL,
  booked_by_account_id int NULL,
  row_version int NOT NULL DEFAULT 1,
  KEY ix_appointments_booked_by (booked_by_account_id),
  KEY ix_appointments_date (appointment_date),
  KEY ix_appointments_doctor_day (doctor_id, appointment_date, start_time),
  KEY ix_appointments_doctor_starts (doctor_id, starts_at),
  KEY ix_appointments_location_day (location_id, appointment_date, start_time),
  KEY ix_appointments_patient_starts (patient_id, starts_at),
  PRIMARY KEY (id),
  UNIQUE KEY uq_appointments_patient (id, patient_id),
  UNIQUE KEY uq_appointments_people (id, patient_id, doctor_id),
  CONSTRAINT fk_appointments_booked_by FOREIGN KEY (booked_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_appointments_doctor FOREIGN KEY (doctor_id) REFERENCES doctors (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_appointments_location FOREIGN KEY (location_id) REFERENCES clinic_locations (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_appointments_patient FOREIGN KEY (patient_id) REFERENCES patients (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_appointments_interval CHECK (starts_at < ends_at),
  CONSTRAINT ck_appointments_status CHECK (status is not null)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE audit_head (
  id tinyint NOT NULL,
  seq bigint NOT NULL,
  hash char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  claimed_by varchar(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  claimed_until datetime(6) NULL,
  PRIMARY KEY (id),
  CONSTRAINT ck_audit_head_single CHECK (id = 1)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE audit_logs (
  _id char(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  document longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  seq bigint NOT NULL,
  event_type varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `timestamp` datetime(3) NOT NULL,
  actor_type varchar(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor_id int NULL,
  target_type varchar(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  target_id int NULL,
  patient_id int NULL,
  patient_set char(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  KEY ix_audit_logs_actor (actor_type, actor_id, seq),
  KEY ix_audit_logs_event (event_type, seq),
  KEY ix_audit_logs_patient (patient_id, seq),
  KEY ix_audit_logs_patient_set (patient_set, seq),
  KEY ix_audit_logs_timestamp (timestamp),
  PRIMARY KEY (_id),
  UNIQUE KEY uq_audit_logs_seq (seq),
  CONSTRAINT ck_audit_logs_document CHECK (json_valid(document))
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE audit_patient_sets (
  set_id char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  patient_id int NOT NULL,
  KEY ix_audit_patient_sets_set (set_id),
  PRIMARY KEY (patient_id, set_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE break_glass_grants (
  id int NOT NULL AUTO_INCREMENT,
  account_id int NOT NULL,
  doctor_id int NOT NULL,
  patient_id int NOT NULL,
  reason text NOT NULL,
  started_at datetime(6) NOT NULL,
  expires_at datetime(6) NOT NULL,
  ended_at datetime(6) NULL,
  ended_by enum('doctor','server','compliance') NULL,
  KEY ix_break_glass_grants_account (account_id),
  KEY ix_break_glass_grants_live (doctor_id, patient_id, expires_at),
  KEY ix_break_glass_grants_open (ended_at, expires_at),
  KEY ix_break_glass_grants_patient (patient_id),
  KEY ix_break_glass_grants_started (started_at),
  PRIMARY KEY (id),
  CONSTRAINT fk_break_glass_grants_account FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_break_glass_grants_doctor FOREIGN KEY (doctor_id) REFERENCES doctors (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_break_glass_grants_patient FOREIGN KEY (patient_id) REFERENCES patients (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_break_glass_grants_ended CHECK (ended_at is null xor ended_by is not null)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE calendar_cells (
  kind enum('doctor','patient') NOT NULL,
  resource_id int NOT NULL,
  lane tinyint NOT NULL DEFAULT 0,
  cell int unsigned NOT NULL,
  appointment_id int NOT NULL,
  KEY ix_calendar_cells_appointment (appointment_id),
  KEY ix_calendar_cells_cell (cell),
  PRIMARY KEY (kind, resource_id, lane, cell)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE calendars (
  kind enum('doctor','patient') NOT NULL,
  resource_id int NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (kind, resource_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE clinic_locations (
  id int NOT NULL AUTO_INCREMENT,
  name varchar(255) NOT NULL,
  address text NOT NULL,
  phone varchar(20) NOT NULL,
  email varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  is_active tinyint(1) NULL DEFAULT 1,
  created_at timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  time_zone varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'UTC',
  row_version int NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  CONSTRAINT ck_clinic_locations_is_active CHECK (is_active is not null)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE doctor_covers (
  id int NOT NULL AUTO_INCREMENT,
  doctor_id int NOT NULL,
  covering_doctor_id int NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  reason varchar(255) NULL,
  cancelled_at datetime(6) NULL,
  created_by_account_id int NULL,
  row_version int NOT NULL DEFAULT 1,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY ix_doctor_covers_covering (covering_doctor_id, ends_on),
  KEY ix_doctor_covers_created_by (created_by_account_id),
  KEY ix_doctor_covers_doctor (doctor_id, ends_on),
  PRIMARY KEY (id),
  CONSTRAINT fk_doctor_covers_covering FOREIGN KEY (covering_doctor_id) REFERENCES doctors (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_doctor_covers_created_by FOREIGN KEY (created_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_doctor_covers_doctor FOREIGN KEY (doctor_id) REFERENCES doctors (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_doctor_covers_interval CHECK (starts_on <= ends_on),
  CONSTRAINT ck_doctor_covers_other CHECK (doctor_id <> covering_doctor_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE doctor_hours (
  id int NOT NULL AUTO_INCREMENT,
  doctor_id int NOT NULL,
  location_id int NOT NULL,
  weekday tinyint NOT NULL,
  start_time time NOT NULL,
  end_time time NOT NULL,
  valid_from date NOT NULL,
  valid_to date NULL,
  row_version int NOT NULL DEFAULT 1,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY ix_doctor_hours_doctor (doctor_id, valid_from),
  KEY ix_doctor_hours_location (location_id, weekday),
  PRIMARY KEY (id),
  CONSTRAINT fk_doctor_hours_doctor FOREIGN KEY (doctor_id) REFERENCES doctors (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_doctor_hours_location FOREIGN KEY (location_id) REFERENCES clinic_locations (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_doctor_hours_interval CHECK (start_time < end_time),
  CONSTRAINT ck_doctor_hours_validity CHECK (valid_to >= valid_from),
  CONSTRAINT ck_doctor_hours_weekday CHECK (weekday >= 1 and weekday <= 7)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE doctor_time_off (
  id int NOT NULL AUTO_INCREMENT,
  doctor_id int NOT NULL,
  time_zone varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  starts_on date NOT NULL,
  start_time time NOT NULL,
  ends_on date NOT NULL,
  end_time time NOT NULL,
  starts_at datetime(6) NOT NULL,
  ends_at datetime(6) NOT NULL,
  reason varchar(255) NULL,
  cancelled_at datetime(6) NULL,
  created_by_account_id int NULL,
  row_version int NOT NULL DEFAULT 1,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY ix_doctor_time_off_created_by (created_by_account_id),
  KEY ix_doctor_time_off_doctor (doctor_id, ends_at),
  PRIMARY KEY (id),
  CONSTRAINT fk_doctor_time_off_created_by FOREIGN KEY (created_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_doctor_time_off_doctor FOREIGN KEY (doctor_id) REFERENCES doctors (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_doctor_time_off_interval CHECK (starts_at < ends_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE doctors (
  id int NOT NULL AUTO_INCREMENT,
  first_name varchar(100) NOT NULL,
  last_name varchar(100) NOT NULL,
  specialization varchar(255) NOT NULL,
  license_number varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  phone varchar(20) NOT NULL,
  email varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  office_room varchar(10) NULL,
  is_active tinyint(1) NULL DEFAULT 1,
  hire_date date NOT NULL,
  created_at timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  row_version int NOT NULL DEFAULT 1,
  KEY ix_doctors_name (last_name, first_name),
  PRIMARY KEY (id),
  UNIQUE KEY uq_doctors_email (email),
  UNIQUE KEY uq_doctors_license_number (license_number),
  CONSTRAINT ck_doctors_is_active CHECK (is_active is not null)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE encryption_keys (
  key_id varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fingerprint binary(32) NOT NULL,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  retired_at datetime(6) NULL,
  PRIMARY KEY (key_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE idempotency_keys (
  id bigint NOT NULL AUTO_INCREMENT,
  account_id int NOT NULL,
  route varchar(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  idempotency_key varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  request_hash binary(32) NOT NULL,
  response mediumblob NULL,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  expires_at datetime(6) NOT NULL,
  KEY ix_idempotency_keys_expires (expires_at),
  PRIMARY KEY (id),
  UNIQUE KEY uq_idempotency_keys_key (account_id, route, idempotency_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE import_run_errors (
  id bigint NOT NULL AUTO_INCREMENT,
  import_run_id int NOT NULL,
  file_row int NOT NULL,
  problems text NOT NULL,
  original longtext NOT NULL,
  KEY ix_import_run_errors_run (import_run_id, file_row),
  PRIMARY KEY (id),
  CONSTRAINT fk_import_run_errors_run FOREIGN KEY (import_run_id) REFERENCES import_runs (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_import_run_errors_original CHECK (json_valid(original)),
  CONSTRAINT ck_import_run_errors_problems CHECK (json_valid(problems))
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE import_runs (
  id int NOT NULL AUTO_INCREMENT,
  kind varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  file_name varchar(255) NOT NULL,
  mapping longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  status enum('running','finished','failed') NOT NULL DEFAULT 'running',
  dry_run tinyint(1) NOT NULL DEFAULT 0,
  total_rows int NOT NULL DEFAULT 0,
  imported_rows int NOT NULL DEFAULT 0,
  skipped_rows int NOT NULL DEFAULT 0,
  failed_rows int NOT NULL DEFAULT 0,
  created_by_account_id int NULL,
  started_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  finished_at datetime(6) NULL,
  progress_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY ix_import_runs_created_by (created_by_account_id),
  PRIMARY KEY (id),
  CONSTRAINT fk_import_runs_created_by FOREIGN KEY (created_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_import_runs_mapping CHECK (json_valid(mapping))
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE installation (
  name varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value text NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE location_closures (
  id int NOT NULL AUTO_INCREMENT,
  location_id int NOT NULL,
  time_zone varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  starts_on date NOT NULL,
  start_time time NOT NULL,
  ends_on date NOT NULL,
  end_time time NOT NULL,
  starts_at datetime(6) NOT NULL,
  ends_at datetime(6) NOT NULL,
  reason varchar(255) NULL,
  cancelled_at datetime(6) NULL,
  created_by_account_id int NULL,
  row_version int NOT NULL DEFAULT 1,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY ix_location_closures_created_by (created_by_account_id),
  KEY ix_location_closures_location (location_id, ends_at),
  PRIMARY KEY (id),
  CONSTRAINT fk_location_closures_created_by FOREIGN KEY (created_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_location_closures_location FOREIGN KEY (location_id) REFERENCES clinic_locations (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_location_closures_interval CHECK (starts_at < ends_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE one_time_codes (
  id int NOT NULL AUTO_INCREMENT,
  purpose enum('first_admin','invitation','password_reset','lost_phone','patient_claim') NOT NULL,
  code_hash binary(32) NOT NULL,
  account_id int NULL,
  patient_id int NULL,
  email varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  roles set('admin','front_desk','doctor','billing','compliance','patient') NULL,
  doctor_id int NULL,
  created_by_account_id int NULL,
  expires_at datetime(6) NOT NULL,
  used_at datetime(6) NULL,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY ix_one_time_codes_account (account_id, purpose),
  KEY ix_one_time_codes_created_by (created_by_account_id),
  KEY ix_one_time_codes_doctor (doctor_id),
  KEY ix_one_time_codes_expires (expires_at),
  KEY ix_one_time_codes_patient (patient_id, purpose),
  PRIMARY KEY (id),
  UNIQUE KEY uq_one_time_codes_code (code_hash),
  CONSTRAINT fk_one_time_codes_account FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_one_time_codes_created_by FOREIGN KEY (created_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_one_time_codes_doctor FOREIGN KEY (doctor_id) REFERENCES doctors (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_one_time_codes_patient FOREIGN KEY (patient_id) REFERENCES patients (id) ON DELETE RESTRICT ON UPDATE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE outbox (
  id bigint NOT NULL AUTO_INCREMENT,
  event_id char(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  entry longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  seq bigint NULL,
  prev_hash char(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  hash char(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  poisoned_at datetime(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_outbox_event (event_id),
  UNIQUE KEY uq_outbox_seq (seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE patient_consents (
  id int NOT NULL AUTO_INCREMENT,
  patient_id int NOT NULL,
  kind enum('treatment','data_processing','messaging','research') NOT NULL,
  given_at datetime(6) NOT NULL,
  given_recorded_by_account_id int NULL,
  withdrawn_at datetime(6) NULL,
  withdrawn_recorded_by_account_id int NULL,
  note text NULL,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY ix_patient_consents_given_by (given_recorded_by_account_id),
  KEY ix_patient_consents_patient (patient_id, kind),
  KEY ix_patient_consents_withdrawn_by (withdrawn_recorded_by_account_id),
  PRIMARY KEY (id),
  CONSTRAINT fk_patient_consents_given_by FOREIGN KEY (given_recorded_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_patient_consents_patient FOREIGN KEY (patient_id) REFERENCES patients (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_patient_consents_withdrawn_by FOREIGN KEY (withdrawn_recorded_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_patient_consents_order CHECK (withdrawn_at >= given_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE patient_contacts (
  id int NOT NULL AUTO_INCREMENT,
  patient_id int NOT NULL,
  contact_patient_id int NULL,
  name varchar(200) NOT NULL,
  relationship varchar(60) NULL,
  phone varchar(20) NULL,
  email varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  is_emergency tinyint(1) NOT NULL DEFAULT 0,
  is_email_holder tinyint(1) NOT NULL DEFAULT 0,
  ended_at datetime(6) NULL,
  row_version int NOT NULL DEFAULT 1,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY ix_patient_contacts_contact (contact_patient_id),
  KEY ix_patient_contacts_patient (patient_id),
  PRIMARY KEY (id),
  CONSTRAINT fk_patient_contacts_contact FOREIGN KEY (contact_patient_id) REFERENCES patients (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_patient_contacts_patient FOREIGN KEY (patient_id) REFERENCES patients (id) ON DELETE RESTRICT ON UPDATE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE patient_search_names (
  word varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  other_word varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  patient_id int NOT NULL,
  more_words varchar(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  is_active tinyint(1) NOT NULL,
  PRIMARY KEY (word, other_word, patient_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE patient_search_phones (
  phone_key varchar(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  patient_id int NOT NULL,
  PRIMARY KEY (phone_key, patient_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE patient_search_spellings (
  deletion_key int unsigned NOT NULL,
  word varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  weight tinyint NOT NULL,
  PRIMARY KEY (deletion_key, word)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE patient_search_words (
  word varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  word_start varchar(3) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  weight tinyint NOT NULL,
  KEY ix_patient_search_words_start (word_start, weight),
  PRIMARY KEY (word)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE patients (
  id int NOT NULL AUTO_INCREMENT,
  first_name varchar(100) NOT NULL,
  last_name varchar(100) NOT NULL,
  date_of_birth date NOT NULL,
  gender enum('Male','Female','Other','Prefer not to say') NOT NULL,
  phone varchar(20) NOT NULL,
  email varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  address text NULL,
  emergency_contact varchar(100) NULL,
  emergency_phone varchar(20) NULL,
  blood_type enum('A+','A-','B+','B-','AB+','AB-','O+','O-','Unknown') NULL,
  allergies text NULL,
  created_at timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  is_active tinyint(1) NOT NULL DEFAULT 1,
  inactive_reason enum('deceased','moved','test','duplicate') NULL,
  duplicate_of int NULL,
  allergy_status enum('not_asked','none_known','recorded') NOT NULL DEFAULT 'not_asked',
  row_version int NOT NULL DEFAULT 1,
  KEY ix_patients_date_of_birth (date_of_birth),
  KEY ix_patients_duplicate_of (duplicate_of),
  KEY ix_patients_name (last_name, first_name),
  KEY ix_patients_phone (phone),
  PRIMARY KEY (id),
  UNIQUE KEY uq_patients_email (email),
  CONSTRAINT fk_patients_duplicate_of FOREIGN KEY (duplicate_of) REFERENCES patients (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_patients_duplicate_names_other CHECK (inactive_reason <=> 'duplicate' xor duplicate_of is null),
  CONSTRAINT ck_patients_inactive_has_reason CHECK (is_active = 0 xor inactive_reason is null),
  CONSTRAINT ck_patients_none_known_is_empty CHECK (allergy_status <> 'none_known' or allergies is null)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE payment_receipts (
  id bigint NOT NULL AUTO_INCREMENT,
  payment_id int NOT NULL,
  amount decimal(10,2) NOT NULL,
  payment_method enum('Cash','Credit Card','Debit Card','Insurance','Online') NOT NULL,
  received_at datetime(6) NOT NULL,
  received_by_account_id int NULL,
  reverses_receipt_id bigint NULL,
  reason text NULL,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY ix_payment_receipts_payment (payment_id),
  KEY ix_payment_receipts_received (received_at),
  KEY ix_payment_receipts_received_by (received_by_account_id, received_at),
  KEY ix_payment_receipts_reverses (reverses_receipt_id),
  PRIMARY KEY (id),
  CONSTRAINT fk_payment_receipts_payment FOREIGN KEY (payment_id) REFERENCES payments (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_payment_receipts_received_by FOREIGN KEY (received_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_payment_receipts_reverses FOREIGN KEY (reverses_receipt_id) REFERENCES payment_receipts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_payment_receipts_amount CHECK (amount <> 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE payments (
  id int NOT NULL AUTO_INCREMENT,
  appointment_id int NOT NULL,
  patient_id int NOT NULL,
  amount decimal(10,2) NOT NULL,
  payment_method enum('Cash','Credit Card','Debit Card','Insurance','Online') NOT NULL,
  payment_status enum('Pending','Completed','Partially Paid','Insurance Pending') NULL DEFAULT 'Pending',
  insurance_provider varchar(255) NULL,
  policy_number varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  payment_date datetime NULL,
  created_at timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  voided_at datetime(6) NULL,
  void_reason text NULL,
  voided_by_account_id int NULL,
  row_version int NOT NULL DEFAULT 1,
  KEY ix_payments_patient (patient_id, id),
  KEY ix_payments_status (payment_status, id),
  KEY ix_payments_visit (appointment_id, patient_id),
  KEY ix_payments_voided_by (voided_by_account_id),
  PRIMARY KEY (id),
  CONSTRAINT fk_payments_appointment FOREIGN KEY (appointment_id) REFERENCES appointments (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_payments_patient FOREIGN KEY (patient_id) REFERENCES patients (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_payments_visit FOREIGN KEY (appointment_id, patient_id) REFERENCES appointments (id, patient_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_payments_voided_by FOREIGN KEY (voided_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_payments_amount CHECK (amount >= 0),
  CONSTRAINT ck_payments_status CHECK (payment_status is not null)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE prescription_versions (
  id bigint NOT NULL AUTO_INCREMENT,
  prescription_id int NOT NULL,
  version int NOT NULL,
  change_kind enum('issued','adjusted','refilled','stopped','entered_in_error') NOT NULL,
  before_state longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  after_state longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  reason text NULL,
  changed_by_account_id int NULL,
  changed_at datetime(6) NOT NULL,
  KEY ix_prescription_versions_changed_by (changed_by_account_id),
  PRIMARY KEY (id),
  UNIQUE KEY uq_prescription_versions_version (prescription_id, version),
  CONSTRAINT fk_prescription_versions_changed_by FOREIGN KEY (changed_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_prescription_versions_prescription FOREIGN KEY (prescription_id) REFERENCES prescriptions (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_prescription_versions_after CHECK (json_valid(after_state)),
  CONSTRAINT ck_prescription_versions_before CHECK (json_valid(before_state))
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE prescriptions (
  id int NOT NULL AUTO_INCREMENT,
  appointment_id int NOT NULL,
  patient_id int NOT NULL,
  doctor_id int NOT NULL,
  medication_name varchar(255) NOT NULL,
  dosage varchar(100) NOT NULL,
  frequency varchar(100) NOT NULL,
  duration varchar(100) NOT NULL,
  instructions text NULL,
  issued_date date NOT NULL,
  is_active tinyint(1) NULL DEFAULT 1,
  refills_remaining int NULL DEFAULT 0,
  created_at timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  stopped_at datetime(6) NULL,
  stop_reason text NULL,
  entered_in_error tinyint(1) NOT NULL DEFAULT 0,
  allergy_override_reason text NULL,
  printed_version int NULL,
  row_version int NOT NULL DEFAULT 1,
  KEY ix_prescriptions_doctor (doctor_id, issued_date),
  KEY ix_prescriptions_patient (patient_id, issued_date),
  KEY ix_prescriptions_visit (appointment_id, patient_id, doctor_id),
  PRIMARY KEY (id),
  CONSTRAINT fk_prescriptions_appointment FOREIGN KEY (appointment_id) REFERENCES appointments (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_prescriptions_doctor FOREIGN KEY (doctor_id) REFERENCES doctors (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_prescriptions_patient FOREIGN KEY (patient_id) REFERENCES patients (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_prescriptions_visit FOREIGN KEY (appointment_id, patient_id, doctor_id) REFERENCES appointments (id, patient_id, doctor_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_prescriptions_is_active CHECK (is_active is not null),
  CONSTRAINT ck_prescriptions_refills CHECK (refills_remaining is not null and refills_remaining >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE printed_documents (
  id bigint NOT NULL AUTO_INCREMENT,
  kind enum('prescription','receipt') NOT NULL,
  source_id bigint NOT NULL,
  version int NOT NULL,
  pdf longblob NOT NULL,
  sha256 binary(32) NOT NULL,
  printed_by_account_id int NULL,
  printed_at datetime(6) NOT NULL,
  KEY ix_printed_documents_printed_by (printed_by_account_id),
  PRIMARY KEY (id),
  UNIQUE KEY uq_printed_documents_version (kind, source_id, version),
  CONSTRAINT fk_printed_documents_printed_by FOREIGN KEY (printed_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE recovery_codes (
  id int NOT NULL AUTO_INCREMENT,
  account_id int NOT NULL,
  code_hash binary(32) NOT NULL,
  used_at datetime(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_recovery_codes_code (account_id, code_hash),
  CONSTRAINT fk_recovery_codes_account FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE schema_migration_lock (
  id varchar(255) NOT NULL,
  is_locked int NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE schema_migrations (
  name varchar(255) NOT NULL,
  `timestamp` varchar(255) NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE second_factors (
  id int NOT NULL AUTO_INCREMENT,
  account_id int NOT NULL,
  kind enum('totp') NOT NULL DEFAULT 'totp',
  secret varbinary(255) NOT NULL,
  confirmed_at datetime(6) NULL,
  last_used_step bigint NULL,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY ix_second_factors_account (account_id),
  PRIMARY KEY (id),
  CONSTRAINT fk_second_factors_account FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE sessions (
  id bigint NOT NULL AUTO_INCREMENT,
  token_hash binary(32) NOT NULL,
  account_id int NOT NULL,
  stage enum('second_factor','enrol','full','locked') NOT NULL,
  mode enum('cookie','token') NOT NULL,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  last_seen_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  expires_at datetime(6) NOT NULL,
  reauthenticated_at datetime(6) NULL,
  revoked_at datetime(6) NULL,
  ip_address varchar(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
  user_agent varchar(400) NULL,
  KEY ix_sessions_account (account_id, revoked_at),
  KEY ix_sessions_expires (expires_at),
  PRIMARY KEY (id),
  UNIQUE KEY uq_sessions_token (token_hash),
  CONSTRAINT fk_sessions_account FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE throttles (
  bucket binary(32) NOT NULL,
  failures int NOT NULL DEFAULT 0,
  window_started_at datetime(6) NOT NULL,
  blocked_until datetime(6) NULL,
  KEY ix_throttles_window (window_started_at),
  PRIMARY KEY (bucket)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE worklist_items (
  id bigint NOT NULL AUTO_INCREMENT,
  appointment_id int NOT NULL,
  cause enum('hours_changed','time_off','closure','deactivation','zone_change') NOT NULL,
  cause_id int NULL,
  status enum('open','moved','cancelled','called','kept') NOT NULL DEFAULT 'open',
  note text NULL,
  resolved_by_account_id int NULL,
  resolved_at datetime(6) NULL,
  row_version int NOT NULL DEFAULT 1,
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  open_cause_id int GENERATED ALWAYS AS (case when resolved_at is null then coalesce(cause_id, 0) end) STORED,
  KEY ix_worklist_items_cause (cause, cause_id),
  KEY ix_worklist_items_resolved_by (resolved_by_account_id),
  KEY ix_worklist_items_status (status, id),
  PRIMARY KEY (id),
  UNIQUE KEY uq_worklist_items_open (appointment_id, cause, open_cause_id),
  CONSTRAINT fk_worklist_items_appointment FOREIGN KEY (appointment_id) REFERENCES appointments (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_worklist_items_resolved_by FOREIGN KEY (resolved_by_account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT ck_worklist_items_resolved CHECK (status <> 'open' xor resolved_at is null)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
