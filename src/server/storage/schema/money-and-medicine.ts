import type { Generated } from "kysely";
import type {
  DefaultEnum,
  DefaultFlag,
  InstantColumn,
  MoneyColumn,
  RowVersion,
  SeedTimestamp,
} from "./column-types.ts";

type PaymentMethod =
  "Cash" | "Credit Card" | "Debit Card" | "Insurance" | "Online";

export interface PrescriptionsTable {
  id: Generated<number>;
  appointment_id: number;
  patient_id: number;
  doctor_id: number;
  medication_name: string;
  dosage: string;
  frequency: string;
  duration: string;
  instructions: string | null;
  issued_date: string;
  is_active: DefaultFlag;
  refills_remaining: Generated<number>;
  created_at: SeedTimestamp;
  stopped_at: InstantColumn | null;
  stop_reason: string | null;
  entered_in_error: DefaultFlag;
  allergy_override_reason: string | null;
  printed_version: number | null;
  row_version: RowVersion;
}

export interface PrescriptionVersionsTable {
  id: Generated<number>;
  prescription_id: number;
  version: number;
  change_kind:
    "issued" | "adjusted" | "refilled" | "stopped" | "entered_in_error";
  /** JSON text, as is `after_state`. */
  before_state: string | null;
  after_state: string;
  reason: string | null;
  changed_by_account_id: number | null;
  changed_at: InstantColumn;
}

export interface PrintedDocumentsTable {
  id: Generated<number>;
  kind: "prescription" | "receipt";
  source_id: number;
  version: number;
  pdf: Buffer;
  sha256: Buffer;
  printed_by_account_id: number | null;
  printed_at: InstantColumn;
}

export interface PaymentsTable {
  id: Generated<number>;
  appointment_id: number;
  patient_id: number;
  amount: MoneyColumn;
  payment_method: PaymentMethod;
  payment_status: DefaultEnum<
    "Pending" | "Completed" | "Partially Paid" | "Insurance Pending"
  >;
  insurance_provider: string | null;
  policy_number: string | null;
  payment_date: string | null;
  created_at: SeedTimestamp;
  voided_at: InstantColumn | null;
  void_reason: string | null;
  voided_by_account_id: number | null;
  row_version: RowVersion;
}

export interface PaymentReceiptsTable {
  id: Generated<number>;
  payment_id: number;
  /** Never zero; negative in a reversal. */
  amount: MoneyColumn;
  payment_method: PaymentMethod;
  received_at: InstantColumn;
  received_by_account_id: number | null;
  reverses_receipt_id: number | null;
  reason: string | null;
  created_at: Generated<InstantColumn>;
}
