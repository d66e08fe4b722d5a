import { restrict } from "./columns.ts";
import { createTable, type MigrationSteps } from "./migration-step.ts";

/** The rows that an import left out, as they stood in the file, and when a run last moved. */
export const importErrors: MigrationSteps = [
  createTable(
    "import_run_errors",
    `id BIGINT NOT NULL AUTO_INCREMENT,
    import_run_id INT NOT NULL,
    file_row INT NOT NULL,
    problems TEXT NOT NULL,
    original LONGTEXT NOT NULL,
    PRIMARY KEY (id),
    KEY ix_import_run_errors_run (import_run_id, file_row),
    CONSTRAINT fk_import_run_errors_run FOREIGN KEY (import_run_id) REFERENCES import_runs (id) ${restrict},
    CONSTRAINT ck_import_run_errors_problems CHECK (JSON_VALID(problems)),
    CONSTRAINT ck_import_run_errors_original CHECK (JSON_VALID(original))`,
  ),
  {
    sql: "ALTER TABLE import_runs ADD COLUMN progress_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)",
    unless: `SELECT 1 AS done FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'import_runs' AND column_name = 'progress_at'`,
  },
];
