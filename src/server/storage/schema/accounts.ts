import type { Generated } from "kysely";
import type {
  DefaultEnum,
  DefaultFlag,
  InstantColumn,
  RowVersion,
} from "./column-types.ts";

export interface AccountsTable {
  id: Generated<number>;
  email: string;
  display_name: string;
  password_hash: string | null;
  /** A SET: role names in the order of its declaration, separated by commas. */
  roles: string;
  doctor_id: number | null;
  patient_id: number | null;
  is_active: DefaultFlag;
  second_factor_required: DefaultFlag;
  password_changed_at: InstantColumn | null;
  row_version: RowVersion;
  created_at: Generated<InstantColumn>;
  updated_at: Generated<InstantColumn>;
}

export interface SessionsTable {
  id: Generated<number>;
  token_hash: Buffer;
  account_id: number;
  stage: "second_factor" | "enrol" | "full" | "locked";
  mode: "cookie" | "token";
  created_at: Generated<InstantColumn>;
  last_seen_at: Generated<InstantColumn>;
  expires_at: InstantColumn;
  reauthenticated_at: InstantColumn | null;
  revoked_at: InstantColumn | null;
  ip_address: string | null;
  user_agent: string | null;
}

export interface SecondFactorsTable {
  id: Generated<number>;
  account_id: number;
  kind: DefaultEnum<"totp">;
  /** Encrypted by the keyring. */
  secret: Buffer;
  confirmed_at: InstantColumn | null;
  last_used_step: number | null;
  created_at: Generated<InstantColumn>;
}

export interface RecoveryCodesTable {
  id: Generated<number>;
  account_id: number;
  code_hash: Buffer;
  used_at: InstantColumn | null;
}

export interface OneTimeCodesTable {
  id: Generated<number>;
  purpose:
    | "first_admin"
    | "invitation"
    | "password_reset"
    | "lost_phone"
    | "patient_claim";
  code_hash: Buffer;
  account_id: number | null;
  patient_id: number | null;
  email: string | null;
  roles: string | null;
  doctor_id: number | null;
  created_by_account_id: number | null;
  expires_at: InstantColumn;
  used_at: InstantColumn | null;
  created_at: Generated<InstantColumn>;
}

export interface ThrottlesTable {
  bucket: Buffer;
  failures: Generated<number>;
  window_started_at: InstantColumn;
  blocked_until: InstantColumn | null;
}

export interface BreakGlassGrantsTable {
  id: Generated<number>;
  account_id: number;
  doctor_id: number;
  patient_id: number;
  reason: string;
  started_at: InstantColumn;
  expires_at: InstantColumn;
  /** Set together with `ended_by`. */
  ended_at: InstantColumn | null;
  ended_by: "doctor" | "server" | "compliance" | null;
}
