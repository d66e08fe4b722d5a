import { ascii, bin } from "./columns.ts";
import { createTable, type MigrationSteps } from "./migration-step.ts";

// No foreign keys here: rows are derived from patients, in the same transaction, and every
// reference would take a lock on the patient for each of them.

/** How patients are found: names by pairs of words, numbers by their end, corrections by deletions. */
export const patientSearch: MigrationSteps = [
  createTable(
    "patient_search_names",
    `word VARCHAR(40) ${bin} NOT NULL,
    other_word VARCHAR(40) ${bin} NOT NULL,
    patient_id INT NOT NULL,
    more_words VARCHAR(120) ${bin} NOT NULL,
    is_active BOOLEAN NOT NULL,
    PRIMARY KEY (word, other_word, patient_id)`,
  ),
  createTable(
    "patient_search_phones",
    `phone_key VARCHAR(20) ${ascii} NOT NULL,
    patient_id INT NOT NULL,
    PRIMARY KEY (phone_key, patient_id)`,
  ),
  createTable(
    "patient_search_words",
    `word VARCHAR(40) ${bin} NOT NULL,
    word_start VARCHAR(3) ${bin} NOT NULL,
    weight TINYINT NOT NULL,
    PRIMARY KEY (word),
    KEY ix_patient_search_words_start (word_start, weight)`,
  ),
  createTable(
    "patient_search_spellings",
    `deletion_key INT UNSIGNED NOT NULL,
    word VARCHAR(40) ${bin} NOT NULL,
    weight TINYINT NOT NULL,
    PRIMARY KEY (deletion_key, word)`,
  ),
];
