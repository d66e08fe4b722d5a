import { createHmac } from "node:crypto";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Keyring } from "#server/kernel/keyring.ts";
import type {
  ThrottlePolicy,
  ThrottleRepository,
} from "./throttle.repository.ts";

/** One account from one address: where guessing happens, and where a forgetful owner is. */
const pair: ThrottlePolicy = { free: 5, first_block: 30, longest_block: 900 };
/** One address over all accounts; generous, because a clinic shares one. */
const address: ThrottlePolicy = {
  free: 50,
  first_block: 30,
  longest_block: 900,
};
/** One account over all addresses, against guessing from many. */
const account: ThrottlePolicy = {
  free: 100,
  first_block: 60,
  longest_block: 3_600,
};

export interface Attempt {
  /** The proof was right: nothing of it counts. */
  succeeded(): Promise<void>;
}

/**
 * Slows guessing down without letting a stranger lock somebody out. An address from which the
 * account was once fully signed in is judged by its own failures with that account alone; the
 * ceilings over an address and over an account are for all others.
 */
export function throttleService(needs: {
  readonly throttles: ThrottleRepository;
  readonly keyring: Keyring;
}) {
  const { throttles, keyring } = needs;
  const secret = keyring.keys.at(-1)!.secret;
  const bucketOf = (...parts: string[]): Buffer =>
    createHmac("sha256", secret)
      .update(`throttle\n${parts.join("\n")}`)
      .digest();

  return {
    /**
     * Counts an attempt to prove who one is.
     * @param what `password` or `second_factor`, `code`
     * @param who whose it is, as typed: known or not makes no difference
     * @throws ClinicError `too_many_requests` with `retry_after`
     */
    async attempt(
      what: "password" | "second_factor" | "code",
      who: string,
      from: { ip_address: string; known: boolean },
    ): Promise<Attempt> {
      const own = bucketOf(what, "pair", who, from.ip_address);
      const ceilings: readonly (readonly [Buffer, ThrottlePolicy])[] =
        from.known
          ? []
          : [
              [bucketOf(what, "address", from.ip_address), address],
              [bucketOf(what, "account", who), account],
            ];
      const taken: (readonly [Buffer, ThrottlePolicy])[] = [];
      for (const bucket of [[own, pair] as const, ...ceilings]) {
        const seconds = await throttles.take(...bucket);
        if (seconds > 0) {
          for (const one of taken) await throttles.giveBack(...one);
          throw new ClinicError("too_many_requests", undefined, {
            retry_after: seconds,
          });
        }
        taken.push(bucket);
      }
      return {
        async succeeded() {
          await throttles.forget(own);
          for (const one of ceilings) await throttles.giveBack(...one);
        },
      };
    },
  };
}

export type ThrottleService = ReturnType<typeof throttleService>;
