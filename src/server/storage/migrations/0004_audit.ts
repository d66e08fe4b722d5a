import { ascii, bin, createdAt } from "./columns.ts";
import { createTable, type MigrationSteps } from "./migration-step.ts";

/**
 * Requests that count once, and the audit from outbox to log.
 *
 * No foreign keys here: an entry outlives whatever it names, and these rows are
 * written on every request.
 */
export const audit: MigrationSteps = [
  createTable(
    "idempotency_keys",
    `id BIGINT NOT NULL AUTO_INCREMENT,
    account_id INT NOT NULL,
    route VARCHAR(120) ${ascii} NOT NULL,
    idempotency_key VARCHAR(200) ${bin} NOT NULL,
    request_hash BINARY(32) NOT NULL,
    response MEDIUMBLOB NULL,
    ${createdAt},
    expires_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY uq_idempotency_keys_key (account_id, route, idempotency_key),
    KEY ix_idempotency_keys_expires (expires_at)`,
  ),
  createTable(
    "outbox",
    `id BIGINT NOT NULL AUTO_INCREMENT,
    event_id CHAR(24) ${ascii} NOT NULL,
    entry LONGTEXT ${bin} NOT NULL,
    ${createdAt},
    seq BIGINT NULL,
    prev_hash CHAR(64) ${ascii} NULL,
    hash CHAR(64) ${ascii} NULL,
    poisoned_at DATETIME(6) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY uq_outbox_event (event_id),
    UNIQUE KEY uq_outbox_seq (seq)`,
  ),
  createTable(
    "audit_head",
    `id TINYINT NOT NULL,
    seq BIGINT NOT NULL,
    hash CHAR(64) ${ascii} NOT NULL,
    claimed_by VARCHAR(64) ${ascii} NULL,
    claimed_until DATETIME(6) NULL,
    PRIMARY KEY (id),
    CONSTRAINT ck_audit_head_single CHECK (id = 1)`,
  ),
  {
    sql: `INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, REPEAT('0', 64))
      ON DUPLICATE KEY UPDATE id = VALUES(id)`,
  },
  // The index columns are written by the same function as the document, never edited alone.
  createTable(
    "audit_logs",
    `_id CHAR(24) ${ascii} NOT NULL,
    document LONGTEXT ${bin} NOT NULL,
    seq BIGINT NOT NULL,
    event_type VARCHAR(64) ${ascii} NOT NULL,
    \`timestamp\` DATETIME(3) NOT NULL,
    actor_type VARCHAR(20) ${ascii} NOT NULL,
    actor_id INT NULL,
    target_type VARCHAR(40) ${ascii} NOT NULL,
    target_id INT NULL,
    patient_id INT NULL,
    patient_set CHAR(64) ${ascii} NULL,
    PRIMARY KEY (_id),
    UNIQUE KEY uq_audit_logs_seq (seq),
    KEY ix_audit_logs_patient (patient_id, seq),
    KEY ix_audit_logs_actor (actor_type, actor_id, seq),
    KEY ix_audit_logs_event (event_type, seq),
    KEY ix_audit_logs_timestamp (\`timestamp\`),
    KEY ix_audit_logs_patient_set (patient_set, seq),
    CONSTRAINT ck_audit_logs_document CHECK (JSON_VALID(document))`,
  ),
  createTable(
    "audit_patient_sets",
    `set_id CHAR(64) ${ascii} NOT NULL,
    patient_id INT NOT NULL,
    PRIMARY KEY (patient_id, set_id),
    KEY ix_audit_patient_sets_set (set_id)`,
  ),
];
