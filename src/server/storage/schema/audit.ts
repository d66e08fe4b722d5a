import type { Generated } from "kysely";
import type { InstantColumn } from "./column-types.ts";

export interface IdempotencyKeysTable {
  id: Generated<number>;
  account_id: number;
  route: string;
  idempotency_key: string;
  request_hash: Buffer;
  /** Encrypted by the keyring; null while the request is in flight. */
  response: Buffer | null;
  created_at: Generated<InstantColumn>;
  expires_at: InstantColumn;
}

export interface OutboxTable {
  id: Generated<number>;
  event_id: string;
  entry: string;
  created_at: Generated<InstantColumn>;
  /** Null until the sequencer has taken the entry; so are both hashes. */
  seq: number | null;
  prev_hash: string | null;
  hash: string | null;
  poisoned_at: InstantColumn | null;
}

export interface AuditHeadTable {
  /** Always 1. */
  id: number;
  seq: number;
  hash: string;
  claimed_by: string | null;
  claimed_until: InstantColumn | null;
}

export interface AuditLogsTable {
  _id: string;
  document: string;
  seq: number;
  event_type: string;
  /** To the millisecond, as in the document. */
  timestamp: string;
  actor_type: string;
  actor_id: number | null;
  target_type: string;
  target_id: number | null;
  patient_id: number | null;
  patient_set: string | null;
}

export interface AuditPatientSetsTable {
  set_id: string;
  patient_id: number;
}
