import { hash } from "node:crypto";
import { sql } from "kysely";
import type { Role } from "#contract/permissions.ts";
import type { Sql } from "#server/storage/database.ts";
import { runStatement } from "#server/storage/run-statement.ts";

export interface FoundSession {
  readonly session_id: number;
  readonly account_id: number;
  readonly stage: "second_factor" | "enrol" | "full" | "locked";
  readonly roles: readonly Role[];
  readonly doctor_id: number | null;
  readonly patient_id: number | null;
  readonly display_name: string;
  /** Whole seconds since the session was last used. */
  readonly idle_seconds: number;
}

type SessionRow = Omit<FoundSession, "roles"> & { readonly roles: string };

export const hashToken = (token: string): Buffer =>
  hash("sha256", token, "buffer");

const sessionOfToken = `select s.id as session_id, s.account_id, s.stage, a.roles, a.doctor_id, a.patient_id,
  a.display_name, timestampdiff(second, s.last_seen_at, utc_timestamp(6)) as idle_seconds
  from sessions s join accounts a on a.id = s.account_id
  where s.token_hash = ? and s.mode = ? and s.revoked_at is null and s.expires_at > utc_timestamp(6)
  and a.is_active = 1`;

/** The one session query of a request; nothing is cached, so a revoked session ends at once. */
export function sessionLookup(db: Sql) {
  return {
    async find(
      token: string,
      mode: "cookie" | "token",
    ): Promise<FoundSession | undefined> {
      const [row] = await runStatement<SessionRow>(db, sessionOfToken, [
        hashToken(token),
        mode,
      ]);
      if (!row) return undefined;
      return { ...row, roles: row.roles.split(",") as Role[] };
    },

    async touch(session_id: number): Promise<void> {
      await db
        .updateTable("sessions")
        .set({ last_seen_at: sql<string>`utc_timestamp(6)` })
        .where("id", "=", session_id)
        .execute();
    },

    async lock(session_id: number): Promise<void> {
      await db
        .updateTable("sessions")
        .set({ stage: "locked" })
        .where("id", "=", session_id)
        .where("stage", "=", "full")
        .execute();
    },
  };
}

export type SessionLookup = ReturnType<typeof sessionLookup>;
