import { randomBytes } from "node:crypto";
import type { Input } from "#contract/endpoint.ts";
import type {
  CurrentSession,
  OpenedSession,
  SessionSummary,
  signIn,
} from "#contract/sessions.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { tidyEmail } from "#server/kernel/text.ts";
import type { Transact } from "#server/kernel/transact.ts";
import { accountEvent, callAs } from "./account-call.ts";
import {
  withoutSecrets,
  type AccountRepository,
  type Credentials,
} from "./account.repository.ts";
import { idleLimitSeconds } from "./authenticate.service.ts";
import type { ProofService } from "./proof.service.ts";
import { stageAfterPassword } from "./second-factor.rules.ts";
import type { OwnSession, SessionRepository } from "./session.repository.ts";

export interface SessionServiceNeeds {
  readonly accounts: AccountRepository;
  readonly sessions: SessionRepository;
  readonly proof: ProofService;
  readonly transact: Transact<{ sessions: SessionRepository }>;
}

/** 32 random bytes; the table keeps only their hash. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What the owner is told of a session. */
export function presentSession(
  session: OwnSession,
  account: Credentials,
): CurrentSession {
  return {
    session_id: session.id,
    stage: session.stage,
    mode: session.mode,
    expires_at: session.expires_at,
    idle_limit_seconds: idleLimitSeconds,
    reauthenticated: session.reauthenticated,
    second_factor: account.second_factor,
    second_factor_required: account.second_factor_required,
    account: withoutSecrets(account),
  };
}

/** One's own session and account. @throws ClinicError `sign_in_required` when it ended meanwhile */
export async function ownSession(
  call: Call,
  needs: { accounts: AccountRepository; sessions: SessionRepository },
): Promise<{ session: OwnSession; account: Credentials }> {
  const session = await needs.sessions.find(call.actor.session_id);
  const account = await needs.accounts.find(call.actor.account_id);
  if (!session || !account) throw new ClinicError("sign_in_required");
  return { session, account };
}

/** Signing in and out, and what a session needs in between. */
export function sessionService(needs: SessionServiceNeeds) {
  const { sessions, proof, transact } = needs;
  const own = (call: Call) => ownSession(call, needs);

  return {
    async signIn(
      call: Call,
      { email, password, mode }: Input<typeof signIn>["body"],
    ): Promise<OpenedSession> {
      const account = await proof.password(call, tidyEmail(email)!, password);
      const token = newToken();
      const stage = stageAfterPassword(account);
      const { ip_address, user_agent } = call.actor;
      const session = await transact(callAs(call, account), async (tx) => {
        const id = await tx.sessions.open({
          token,
          account_id: account.id,
          stage,
          mode,
          ip_address,
          user_agent,
        });
        tx.audit(
          accountEvent(call, account, {
            event_type: "signed_in",
            action: stage === "full" ? "signed_in" : "password_accepted",
            context: { session_id: id, stage },
          }),
        );
        return (await tx.sessions.find(id))!;
      });
      return { token, ...presentSession(session, account) };
    },

    async current(call: Call): Promise<CurrentSession> {
      requirePermission(call.actor, "session.own");
      const { session, account } = await own(call);
      return presentSession(session, account);
    },

    async signOut(call: Call): Promise<{ mode: "cookie" | "token" }> {
      requirePermission(call.actor, "session.own");
      const { session, account } = await own(call);
      await transact(call, async (tx) => {
        await tx.sessions.revoke(session.id, account.id);
        tx.audit(
          accountEvent(call, account, {
            event_type: "signed_out",
            action: "signed_out",
            context: { session_id: session.id },
          }),
        );
      });
      return { mode: session.mode };
    },

    async unlock(call: Call, password: string): Promise<OpenedSession> {
      requirePermission(call.actor, "session.own");
      const { session, account } = await own(call);
      if (session.stage !== "locked")
        throw new ClinicError("transition_refused", "It is not locked.");
      await proof.password(call, account.email, password);
      const token = newToken();
      return transact(call, async (tx) => {
        if (!(await tx.sessions.advance(session.id, "locked", token)))
          throw new ClinicError("transition_refused", "It is not locked.");
        tx.audit(
          accountEvent(call, account, {
            event_type: "session_unlocked",
            action: "unlocked",
            context: { session_id: session.id },
          }),
        );
        const unlocked = (await tx.sessions.find(session.id))!;
        return { token, ...presentSession(unlocked, account) };
      });
    },

    async reauthenticate(
      call: Call,
      password: string,
    ): Promise<CurrentSession> {
      requirePermission(call.actor, "session.own");
      const { session, account } = await own(call);
      await proof.password(call, account.email, password);
      await transact(call, async (tx) => {
        await tx.sessions.stampReauthenticated(session.id);
        tx.audit(
          accountEvent(call, account, {
            event_type: "reauthenticated",
            action: "password_confirmed",
            context: { session_id: session.id },
          }),
        );
      });
      return presentSession((await own(call)).session, account);
    },

    async list(call: Call): Promise<Page<SessionSummary>> {
      requirePermission(call.actor, "session.own");
      const { account_id, session_id } = call.actor;
      const items = await sessions.listLive(account_id, session_id);
      return { items, next_cursor: null };
    },

    /** @throws ClinicError `not_found` also for somebody else's */
    async revoke(call: Call, id: number): Promise<void> {
      requirePermission(call.actor, "session.own");
      await transact(call, async (tx) => {
        if (!(await tx.sessions.revoke(id, call.actor.account_id)))
          throw new ClinicError("not_found");
        tx.audit({
          event_type: "session_revoked",
          action: "revoked",
          target: { type: "session", id },
          hipaa_relevant: false,
        });
      });
    },

    async revokeAll(call: Call): Promise<{ revoked: number }> {
      requirePermission(call.actor, "session.own");
      return transact(call, async (tx) => {
        const revoked = await tx.sessions.revokeAll(call.actor.account_id);
        tx.audit({
          event_type: "sessions_revoked",
          action: "revoked",
          target: { type: "account", id: call.actor.account_id },
          context: { revoked },
          hipaa_relevant: false,
        });
        return { revoked };
      });
    },
  };
}

export type SessionService = ReturnType<typeof sessionService>;
