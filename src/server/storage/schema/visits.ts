import type { Generated, GeneratedAlways } from "kysely";
import type {
  DefaultEnum,
  DefaultFlag,
  InstantColumn,
  RowVersion,
  SeedTimestamp,
} from "./column-types.ts";

export interface ClinicLocationsTable {
  id: Generated<number>;
  name: string;
  address: string;
  phone: string;
  email: string | null;
  is_active: DefaultFlag;
  created_at: SeedTimestamp;
  time_zone: Generated<string>;
  row_version: RowVersion;
}

export interface AppointmentsTable {
  id: Generated<number>;
  doctor_id: number;
  patient_id: number;
  location_id: number;
  appointment_date: string;
  start_time: string;
  end_time: string;
  purpose: string | null;
  status: DefaultEnum<"Scheduled" | "Completed" | "Cancelled" | "No-show">;
  notes: string | null;
  created_at: SeedTimestamp;
  updated_at: SeedTimestamp;
  cancellation_reason: string | null;
  cancelled_by: "Patient" | "Doctor" | "Admin" | null;
  /** Derived from the wall time by `time_zone`; null in a row that came from elsewhere. */
  starts_at: InstantColumn | null;
  ends_at: InstantColumn | null;
  time_zone: string | null;
  arrived_at: InstantColumn | null;
  completed_at: InstantColumn | null;
  cancelled_at: InstantColumn | null;
  override_reason: string | null;
  booked_by_account_id: number | null;
  row_version: RowVersion;
}

export interface CalendarsTable {
  kind: "doctor" | "patient";
  resource_id: number;
  version: Generated<number>;
}

export interface CalendarCellsTable {
  kind: "doctor" | "patient";
  resource_id: number;
  lane: Generated<number>;
  /** Epoch seconds / 300. */
  cell: number;
  appointment_id: number;
}

export interface DoctorHoursTable {
  id: Generated<number>;
  doctor_id: number;
  location_id: number;
  /** 1 = Monday to 7 = Sunday. */
  weekday: number;
  start_time: string;
  end_time: string;
  valid_from: string;
  /** The last day, inclusive; null: without an end. */
  valid_to: string | null;
  row_version: RowVersion;
  created_at: Generated<InstantColumn>;
}

interface AbsenceColumns {
  id: Generated<number>;
  time_zone: string;
  starts_on: string;
  start_time: string;
  ends_on: string;
  end_time: string;
  starts_at: InstantColumn;
  ends_at: InstantColumn;
  reason: string | null;
  cancelled_at: InstantColumn | null;
  created_by_account_id: number | null;
  row_version: RowVersion;
  created_at: Generated<InstantColumn>;
}

export interface DoctorTimeOffTable extends AbsenceColumns {
  doctor_id: number;
}

export interface LocationClosuresTable extends AbsenceColumns {
  location_id: number;
}

export interface DoctorCoversTable {
  id: Generated<number>;
  doctor_id: number;
  covering_doctor_id: number;
  starts_on: string;
  /** Inclusive. */
  ends_on: string;
  reason: string | null;
  cancelled_at: InstantColumn | null;
  created_by_account_id: number | null;
  row_version: RowVersion;
  created_at: Generated<InstantColumn>;
}

export interface WorklistItemsTable {
  id: Generated<number>;
  appointment_id: number;
  cause:
    "hours_changed" | "time_off" | "closure" | "deactivation" | "zone_change";
  cause_id: number | null;
  /** Leaves `open` in the same statement that sets `resolved_at`. */
  status: DefaultEnum<"open" | "moved" | "cancelled" | "called" | "kept">;
  note: string | null;
  resolved_by_account_id: number | null;
  resolved_at: InstantColumn | null;
  row_version: RowVersion;
  created_at: Generated<InstantColumn>;
  /** Makes one open item a cause unique. */
  open_cause_id: GeneratedAlways<number | null>;
}
