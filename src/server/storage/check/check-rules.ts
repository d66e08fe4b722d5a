import type { Instant } from "#server/kernel/instants.ts";
import type { SequencedEntry } from "../audit/sequencer.ts";

/** A visit as its row has it. */
export interface StoredVisit {
  readonly id: number;
  readonly doctor_id: number;
  readonly patient_id: number;
  readonly appointment_date: string;
  readonly start_time: string;
  readonly end_time: string;
  readonly starts_at: string | null;
  readonly ends_at: string | null;
  readonly time_zone: string | null;
}

export interface StoredPatient {
  readonly id: number;
  readonly first_name: string;
  readonly last_name: string;
  readonly phone: string;
  readonly email: string | null;
  readonly date_of_birth: string;
  readonly is_active: number;
}

export interface SearchRows {
  readonly names: readonly {
    readonly word: string;
    readonly other_word: string;
    readonly patient_id: number;
    readonly more_words: string;
    readonly is_active: number;
  }[];
  readonly phones: readonly {
    readonly phone_key: string;
    readonly patient_id: number;
  }[];
}

/** The rules that the nouns write by; the check holds what is stored against the same ones. */
export interface CheckRules {
  /** The row of `audit_logs` that delivery writes for an entry. */
  readonly auditRow: (
    entry: SequencedEntry,
  ) => Readonly<Record<string, string | number | null>>;
  /** How many patients the entry's list names. */
  readonly patientsListed: (document: string) => number;
  /** Undefined when the wall time has no instants in its zone. */
  readonly instantsOf: (
    visit: StoredVisit,
  ) => { starts_at: Instant; ends_at: Instant } | undefined;
  readonly cellsOf: (starts_at: Instant, ends_at: Instant) => number[];
  /** Both in cents. */
  readonly paymentStatus: (
    paid: number,
    amount: number,
    method: string,
  ) => string;
  readonly searchRows: (patient: StoredPatient) => SearchRows;
}
