import type { Input } from "#contract/endpoint.ts";
import type { OpenedSession, proveSecondFactor } from "#contract/sessions.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import type { Keyring } from "#server/kernel/keyring.ts";
import type { Transact } from "#server/kernel/transact.ts";
import { accountEvent } from "./account-call.ts";
import type { AccountRepository, Credentials } from "./account.repository.ts";
import { hashCode, newRecoveryCodes } from "./code.rules.ts";
import type { ProofService } from "./proof.service.ts";
import type { SecondFactorRepository } from "./second-factor.repository.ts";
import {
  newTotpSecret,
  otpauthUrl,
  stepOfCode,
} from "./second-factor.rules.ts";
import type { SessionRepository } from "./session.repository.ts";
import { newToken, ownSession, presentSession } from "./session.service.ts";

interface Repositories {
  readonly accounts: AccountRepository;
  readonly sessions: SessionRepository;
  readonly factors: SecondFactorRepository;
}

export interface SecondFactorServiceNeeds extends Repositories {
  readonly proof: ProofService;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly transact: Transact<Repositories>;
}

type Proof = Input<typeof proveSecondFactor>["body"];

const purpose = "totp";

/** The second factor: enrolled, proved at sign-in, replaced. */
export function secondFactorService(needs: SecondFactorServiceNeeds) {
  const { factors, proof, keyring, clock, transact } = needs;
  const own = (call: Call) => ownSession(call, needs);

  const codesOf = (account_id: number) => {
    const codes = newRecoveryCodes();
    const hashes = codes.map((code) => hashCode(code, String(account_id)));
    return { codes, hashes };
  };

  const enrolling = async (call: Call) => {
    const { session, account } = await own(call);
    if (session.stage === "locked") throw new ClinicError("session_locked");
    if (session.stage === "second_factor" || account.second_factor)
      throw new ClinicError(
        "transition_refused",
        "A second factor is set up already; sign in with it.",
      );
    return { session, account };
  };

  /** The one statement that spends the code; the loser of two at once gets false. */
  const spend = async (
    tx: Repositories,
    account: Credentials,
    { code, recovery_code }: Proof,
  ): Promise<boolean> => {
    if (recovery_code !== undefined)
      return tx.factors.useRecoveryCode(
        account.id,
        hashCode(recovery_code, String(account.id)),
      );
    const factor = await tx.factors.confirmed(account.id);
    if (!factor || code === undefined) return false;
    const secret = keyring.decrypt(factor.secret, purpose);
    const step = stepOfCode(secret, code, clock.now(), factor.last_used_step);
    return step !== undefined && tx.factors.useStep(factor.id, step);
  };

  return {
    /** @throws ClinicError `second_factor_failed`, `too_many_requests`, `transition_refused` when none is awaited */
    async prove(call: Call, typed: Proof): Promise<OpenedSession> {
      requirePermission(call.actor, "session.own");
      const { session, account } = await own(call);
      if (session.stage !== "second_factor")
        throw new ClinicError("transition_refused", "No code is awaited.");
      const token = newToken();
      const id = String(account.id);
      return proof.counted(call, "second_factor", id, account, () =>
        transact(call, async (tx) => {
          if (!(await spend(tx, account, typed)))
            throw new ClinicError("second_factor_failed");
          if (!(await tx.sessions.advance(session.id, "second_factor", token)))
            throw new ClinicError("transition_refused", "No code is awaited.");
          tx.audit(
            accountEvent(call, account, {
              event_type: "second_factor_proved",
              action:
                typed.code === undefined ? "recovery_code_used" : "code_used",
              context: { session_id: session.id },
            }),
          );
          const full = (await tx.sessions.find(session.id))!;
          return { token, ...presentSession(full, account) };
        }),
      );
    },

    async begin(call: Call): Promise<{ secret: string; otpauth_url: string }> {
      requirePermission(call.actor, "session.own");
      const { account } = await enrolling(call);
      const secret = newTotpSecret();
      await transact(call, async (tx) => {
        await tx.factors.begin(account.id, keyring.encrypt(secret, purpose));
        tx.audit(
          accountEvent(call, account, {
            event_type: "second_factor_begun",
            action: "begun",
          }),
        );
      });
      return otpauthUrl(secret, account.email);
    },

    /** A session that waited for the enrolment becomes full under a new token. */
    async confirm(
      call: Call,
      code: string,
    ): Promise<{ recovery_codes: string[]; session: OpenedSession }> {
      requirePermission(call.actor, "session.own");
      const { session, account } = await enrolling(call);
      const pending = await factors.pending(account.id);
      if (!pending)
        throw new ClinicError("transition_refused", "Begin the set-up first.");
      const { codes, hashes } = codesOf(account.id);
      const secret = keyring.decrypt(pending.secret, purpose);
      const token = newToken();
      const id = String(account.id);
      return proof.counted(call, "second_factor", id, account, async () => {
        const step = stepOfCode(secret, code, clock.now(), null);
        if (step === undefined) throw new ClinicError("second_factor_failed");
        return transact(call, async (tx) => {
          // Two confirmations at once queue here; the second finds a factor and stops.
          await tx.accounts.queueOn(account.id);
          if (await tx.factors.confirmed(account.id))
            throw new ClinicError(
              "transition_refused",
              "It is set up already.",
            );
          if (!(await tx.factors.confirm(pending.id, step)))
            throw new ClinicError("transition_refused", "Begin anew.");
          await tx.factors.replaceRecoveryCodes(account.id, hashes);
          const advanced =
            session.stage === "enrol" &&
            (await tx.sessions.advance(session.id, "enrol", token));
          tx.audit(
            accountEvent(call, account, {
              event_type: "second_factor_enrolled",
              action: "enrolled",
            }),
          );
          const now = (await tx.sessions.find(session.id))!;
          return {
            recovery_codes: codes,
            session: {
              ...(advanced ? { token } : {}),
              ...presentSession(now, { ...account, second_factor: true }),
            },
          };
        });
      });
    },

    async remove(call: Call): Promise<void> {
      requirePermission(call.actor, "session.own");
      await proof.requireFreshPassword(call);
      const { account } = await own(call);
      if (account.second_factor_required)
        throw new ClinicError(
          "refused_by_rule",
          "Your roles need a second factor.",
        );
      await transact(call, async (tx) => {
        await tx.accounts.queueOn(account.id);
        await tx.factors.remove(account.id);
        tx.audit(
          accountEvent(call, account, {
            event_type: "second_factor_removed",
            action: "removed",
          }),
        );
      });
    },

    async renewRecoveryCodes(
      call: Call,
    ): Promise<{ recovery_codes: string[] }> {
      requirePermission(call.actor, "session.own");
      await proof.requireFreshPassword(call);
      const { account } = await own(call);
      if (!account.second_factor)
        throw new ClinicError("transition_refused", "Set up a factor first.");
      const { codes, hashes } = codesOf(account.id);
      await transact(call, async (tx) => {
        await tx.accounts.queueOn(account.id);
        await tx.factors.replaceRecoveryCodes(account.id, hashes);
        tx.audit(
          accountEvent(call, account, {
            event_type: "recovery_codes_renewed",
            action: "renewed",
          }),
        );
      });
      return { recovery_codes: codes };
    },
  };
}

export type SecondFactorService = ReturnType<typeof secondFactorService>;
