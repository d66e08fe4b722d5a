import type { Generated } from "kysely";
import type { InstantColumn } from "./column-types.ts";

export interface EncryptionKeysTable {
  key_id: string;
  fingerprint: Buffer;
  created_at: Generated<InstantColumn>;
  retired_at: InstantColumn | null;
}

export interface InstallationTable {
  name: string;
  value: string | null;
}
