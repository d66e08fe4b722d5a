import type { Clock } from "./kernel/clock.ts";
import type { Keyring } from "./kernel/keyring.ts";
import type { RecordRead, Transact } from "./kernel/transact.ts";
import { accountRepository } from "./modules/accounts/account.repository.ts";
import { accountRoutes } from "./modules/accounts/account.routes.ts";
import { accountService } from "./modules/accounts/account.service.ts";
import { accountSetUpService } from "./modules/accounts/account-set-up.service.ts";
import { codeIssuer } from "./modules/accounts/code.service.ts";
import { oneTimeCodeRepository } from "./modules/accounts/one-time-code.repository.ts";
import { proofService } from "./modules/accounts/proof.service.ts";
import { redeemService } from "./modules/accounts/redeem.service.ts";
import { secondFactorRepository } from "./modules/accounts/second-factor.repository.ts";
import { secondFactorService } from "./modules/accounts/second-factor.service.ts";
import { sessionRepository } from "./modules/accounts/session.repository.ts";
import { sessionRoutes } from "./modules/accounts/session.routes.ts";
import { sessionService } from "./modules/accounts/session.service.ts";
import { throttleRepository } from "./modules/accounts/throttle.repository.ts";
import { throttleService } from "./modules/accounts/throttle.service.ts";
import type { Sql } from "./storage/database.ts";

export interface AccountTools {
  readonly db: Sql;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly record: RecordRead;
  readonly publicUrl: string | undefined;
  readonly bind: <R>(repositories: (db: Sql) => R) => Transact<R>;
}

const repositories = (db: Sql) => ({
  accounts: accountRepository(db),
  sessions: sessionRepository(db),
  factors: secondFactorRepository(db),
  codes: oneTimeCodeRepository(db),
});

/** Accounts, sessions and the second factor, wired. */
export function composeAccounts(tools: AccountTools) {
  const { db, clock, keyring, record } = tools;
  const read = repositories(db);
  const transact = tools.bind(repositories);
  const throttles = throttleRepository(db);
  const throttle = throttleService({ throttles, keyring });
  const proof = proofService({ ...read, throttle, record });
  const issueCode = codeIssuer(tools.publicUrl);

  const sessions = sessionService({ ...read, proof, transact });
  const factors = secondFactorService({
    ...read,
    proof,
    keyring,
    clock,
    transact,
  });
  const administration = accountService({
    ...read,
    proof,
    issueCode,
    record,
    transact,
  });
  const setUp = accountSetUpService({ ...read, issueCode, transact });
  const redeeming = redeemService({ ...read, proof, transact });

  return {
    sessions,
    accounts: { ...administration, ...setUp },
    /** For what asks for the password again: exports, keys. */
    requireFreshPassword: proof.requireFreshPassword,
    routes: [
      ...sessionRoutes(sessions, factors),
      ...accountRoutes(administration, setUp, redeeming),
    ],
    /** Drops what no sign-in looks at any more. */
    dropOld: async (): Promise<number> =>
      (await throttles.dropOld()) + (await read.sessions.dropOld()),
  };
}
