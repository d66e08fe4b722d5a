import { bin, createdAt, restrict } from "./columns.ts";
import { createTable, type MigrationSteps } from "./migration-step.ts";

const accountKey = (column: string, key: string) =>
  `CONSTRAINT ${key} FOREIGN KEY (${column}) REFERENCES accounts (id) ${restrict}`;

/** Histories that only grow: a prescription's versions, prints, and money received. */
export const prescriptionAndPaymentHistory: MigrationSteps = [
  createTable(
    "prescription_versions",
    `id BIGINT NOT NULL AUTO_INCREMENT,
    prescription_id INT NOT NULL,
    version INT NOT NULL,
    change_kind ENUM('issued', 'adjusted', 'refilled', 'stopped', 'entered_in_error') NOT NULL,
    before_state LONGTEXT ${bin} NULL,
    after_state LONGTEXT ${bin} NOT NULL,
    reason TEXT NULL,
    changed_by_account_id INT NULL,
    changed_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY uq_prescription_versions_version (prescription_id, version),
    KEY ix_prescription_versions_changed_by (changed_by_account_id),
    CONSTRAINT fk_prescription_versions_prescription FOREIGN KEY (prescription_id) REFERENCES prescriptions (id) ${restrict},
    ${accountKey("changed_by_account_id", "fk_prescription_versions_changed_by")},
    CONSTRAINT ck_prescription_versions_before CHECK (JSON_VALID(before_state)),
    CONSTRAINT ck_prescription_versions_after CHECK (JSON_VALID(after_state))`,
  ),
  createTable(
    "printed_documents",
    `id BIGINT NOT NULL AUTO_INCREMENT,
    kind ENUM('prescription', 'receipt') NOT NULL,
    source_id BIGINT NOT NULL,
    version INT NOT NULL,
    pdf LONGBLOB NOT NULL,
    sha256 BINARY(32) NOT NULL,
    printed_by_account_id INT NULL,
    printed_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY uq_printed_documents_version (kind, source_id, version),
    KEY ix_printed_documents_printed_by (printed_by_account_id),
    ${accountKey("printed_by_account_id", "fk_printed_documents_printed_by")}`,
  ),
  createTable(
    "payment_receipts",
    `id BIGINT NOT NULL AUTO_INCREMENT,
    payment_id INT NOT NULL,
    amount DECIMAL(10, 2) NOT NULL,
    payment_method ENUM('Cash', 'Credit Card', 'Debit Card', 'Insurance', 'Online') NOT NULL,
    received_at DATETIME(6) NOT NULL,
    received_by_account_id INT NULL,
    reverses_receipt_id BIGINT NULL,
    reason TEXT NULL,
    ${createdAt},
    PRIMARY KEY (id),
    KEY ix_payment_receipts_payment (payment_id),
    KEY ix_payment_receipts_received (received_at),
    KEY ix_payment_receipts_received_by (received_by_account_id, received_at),
    KEY ix_payment_receipts_reverses (reverses_receipt_id),
    CONSTRAINT fk_payment_receipts_payment FOREIGN KEY (payment_id) REFERENCES payments (id) ${restrict},
    ${accountKey("received_by_account_id", "fk_payment_receipts_received_by")},
    CONSTRAINT fk_payment_receipts_reverses FOREIGN KEY (reverses_receipt_id) REFERENCES payment_receipts (id) ${restrict},
    CONSTRAINT ck_payment_receipts_amount CHECK (amount <> 0)`,
  ),
];
