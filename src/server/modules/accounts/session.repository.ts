import { sql, type SqlBool } from "kysely";
import type { SessionSummary } from "#contract/sessions.ts";
import type { Sql } from "#server/storage/database.ts";
import { wireInstant } from "#server/storage/rows.ts";
import { hashToken } from "./session-lookup.repository.ts";

type Stage = SessionSummary["stage"];

export interface OwnSession {
  readonly id: number;
  readonly account_id: number;
  readonly stage: Stage;
  readonly mode: "cookie" | "token";
  readonly expires_at: string;
  /** The password was confirmed in the last five minutes. */
  readonly reauthenticated: boolean;
}

const now = sql<string>`utc_timestamp(6)`;
const lifetime = sql`interval 12 hour`;
/** A session that waits for its second factor is not kept waiting all day. */
const waiting = sql`interval 30 minute`;

/** `sessions`, but for the one look-up of every request, which is `session-lookup`. */
export function sessionRepository(db: Sql) {
  const live = (account_id: number) =>
    db
      .selectFrom("sessions")
      .where("account_id", "=", account_id)
      .where("revoked_at", "is", null)
      .where("expires_at", ">", now);

  return {
    async open(session: {
      token: string;
      account_id: number;
      stage: Stage;
      mode: "cookie" | "token";
      ip_address: string;
      user_agent: string;
    }): Promise<number> {
      const { token, ...fields } = session;
      const full = session.stage === "full";
      const inserted = await db
        .insertInto("sessions")
        .values({
          ...fields,
          token_hash: hashToken(token),
          created_at: now,
          last_seen_at: now,
          expires_at: sql<string>`${now} + ${full ? lifetime : waiting}`,
          reauthenticated_at: full ? now : null,
          revoked_at: null,
        })
        .executeTakeFirstOrThrow();
      return Number(inserted.insertId);
    },

    async find(id: number): Promise<OwnSession | undefined> {
      const row = await db
        .selectFrom("sessions")
        .select([
          "id",
          "account_id",
          "stage",
          "mode",
          "expires_at",
          sql<number>`coalesce(reauthenticated_at > ${now} - interval 5 minute, 0)`.as(
            "reauthenticated",
          ),
        ])
        .where("id", "=", id)
        .where("revoked_at", "is", null)
        .executeTakeFirst();
      return (
        row && {
          ...row,
          expires_at: wireInstant(row.expires_at),
          reauthenticated: Number(row.reauthenticated) === 1,
        }
      );
    },

    /** Makes a waiting or locked session full under a new token. @returns false when it is at another stage by now */
    async advance(id: number, from: Stage, token: string): Promise<boolean> {
      const result = await db
        .updateTable("sessions")
        .set({
          stage: "full",
          token_hash: hashToken(token),
          last_seen_at: now,
          reauthenticated_at: now,
          expires_at: sql<string>`created_at + ${lifetime}`,
        })
        .where("id", "=", id)
        .where("stage", "=", from)
        .where("revoked_at", "is", null)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    async stampReauthenticated(id: number): Promise<void> {
      await db
        .updateTable("sessions")
        .set({ reauthenticated_at: now })
        .where("id", "=", id)
        .execute();
    },

    /** @returns whether that session of the account was open */
    async revoke(id: number, account_id: number): Promise<boolean> {
      const result = await db
        .updateTable("sessions")
        .set({ revoked_at: now })
        .where("id", "=", id)
        .where("account_id", "=", account_id)
        .where("revoked_at", "is", null)
        .where("expires_at", ">", now)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    /** @param except the session that goes on @returns how many ended */
    async revokeAll(account_id: number, except = 0): Promise<number> {
      const result = await db
        .updateTable("sessions")
        .set({ revoked_at: now })
        .where("account_id", "=", account_id)
        .where("id", "!=", except)
        .where("revoked_at", "is", null)
        .where("expires_at", ">", now)
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    },

    async listLive(
      account_id: number,
      current: number,
    ): Promise<SessionSummary[]> {
      const rows = await live(account_id)
        .select([
          "id",
          "mode",
          "stage",
          "created_at",
          "last_seen_at",
          "expires_at",
          "ip_address",
          "user_agent",
        ])
        .orderBy("last_seen_at", "desc")
        .limit(200)
        .execute();
      return rows.map((row) => ({
        ...row,
        created_at: wireInstant(row.created_at),
        last_seen_at: wireInstant(row.last_seen_at),
        expires_at: wireInstant(row.expires_at),
        is_current: row.id === current,
      }));
    },

    /** Whether the account was once fully signed in from the address, second factor and all. */
    async knownAddress(
      account_id: number,
      ip_address: string,
    ): Promise<boolean> {
      const { rows } = await sql<{ known: number }>`
        select exists (select 1 from sessions
          where account_id = ${account_id} and ip_address = ${ip_address}
            and reauthenticated_at is not null) as known
      `.execute(db);
      return Number(rows[0]?.known) === 1;
    },

    /** Drops sessions that ended a quarter of a year ago. @returns how many */
    async dropOld(): Promise<number> {
      const result = await db
        .deleteFrom("sessions")
        .where(sql<SqlBool>`expires_at < ${now} - interval 90 day`)
        .orderBy("expires_at")
        .limit(1000)
        .executeTakeFirst();
      return Number(result.numDeletedRows);
    },
  };
}

export type SessionRepository = ReturnType<typeof sessionRepository>;
