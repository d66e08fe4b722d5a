import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { RecordRead } from "#server/kernel/transact.ts";
import { accountEvent, trustedCaller } from "./account-call.ts";
import type { AccountRepository, Credentials } from "./account.repository.ts";
import { verifyPassword } from "./password-hash.ts";
import type { SessionRepository } from "./session.repository.ts";
import type { ThrottleService } from "./throttle.service.ts";

export interface ProofNeeds {
  readonly accounts: AccountRepository;
  readonly sessions: SessionRepository;
  readonly throttle: ThrottleService;
  readonly record: RecordRead;
}

const anonymous = { id: 0, type: "anonymous", name: "" } as const;

/** What people prove themselves by, each attempt throttled, each failure in the audit. */
export function proofService(needs: ProofNeeds) {
  const { accounts, sessions, throttle, record } = needs;

  /** Runs the check as one counted attempt; what it throws is told before it goes on. */
  const counted = async <T>(
    call: Call,
    what: "password" | "second_factor" | "code",
    who: string,
    account: Credentials | undefined,
    check: () => Promise<T>,
  ): Promise<T> => {
    const from = {
      ip_address: call.actor.ip_address,
      // Asked for nobody, too: an unknown e-mail must not answer sooner.
      known: await sessions.knownAddress(
        account?.id ?? 0,
        call.actor.ip_address,
      ),
    };
    try {
      const attempt = await throttle.attempt(what, who, from);
      const result = await check();
      await attempt.succeeded();
      return result;
    } catch (error) {
      if (!(error instanceof ClinicError)) throw error;
      await record(
        call,
        accountEvent(call, account, {
          event_type: `${what}_refused`,
          action: error.code,
          outcome: error.code === "too_many_requests" ? "refused" : "failed",
          // Nobody is signed in until the proof is complete.
          ...(call.actor.session_id === 0 ? { actor: anonymous } : {}),
        }),
      );
      throw error;
    }
  };

  return {
    counted,

    /**
     * Checks a password by e-mail. Unknown, inactive and invited accounts fail like a wrong password.
     * @throws ClinicError `sign_in_failed`, `too_many_requests`
     */
    async password(
      call: Call,
      email: string,
      password: string,
    ): Promise<Credentials> {
      const found = await accounts.findByEmail(email);
      return counted(call, "password", email, found, async () => {
        const usable = found?.is_active ? found : undefined;
        const right = await verifyPassword(
          usable?.password_hash ?? null,
          password,
        );
        if (!usable || !right) throw new ClinicError("sign_in_failed");
        return usable;
      });
    },

    /** @throws ClinicError `reauthentication_required` unless the password was confirmed in the last five minutes */
    async requireFreshPassword(call: Call): Promise<void> {
      if (trustedCaller(call)) return;
      const session = await sessions.find(call.actor.session_id);
      if (!session?.reauthenticated)
        throw new ClinicError("reauthentication_required");
    },
  };
}

export type ProofService = ReturnType<typeof proofService>;
