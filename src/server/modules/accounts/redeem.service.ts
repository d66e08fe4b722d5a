import type { Input } from "#contract/endpoint.ts";
import type { CodePurpose, redeemCode } from "#contract/own-account.ts";
import type { changePassword } from "#contract/own-account.ts";
import type { Role } from "#contract/permissions.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import { tidy, tidyEmail } from "#server/kernel/text.ts";
import type { Transact } from "#server/kernel/transact.ts";
import { accountEvent, callAs } from "./account-call.ts";
import type { AccountRepository } from "./account.repository.ts";
import type { AccountRepositories } from "./account.service.ts";
import { hashCode } from "./code.rules.ts";
import type {
  OneTimeCodeRepository,
  OpenCode,
} from "./one-time-code.repository.ts";
import { hashPassword } from "./password-hash.ts";
import { requireGoodPassword } from "./password.rules.ts";
import type { ProofService } from "./proof.service.ts";
import type { SecondFactorRepository } from "./second-factor.repository.ts";

type Repositories = AccountRepositories & {
  readonly factors: SecondFactorRepository;
};

export interface RedeemServiceNeeds {
  readonly accounts: AccountRepository;
  readonly codes: OneTimeCodeRepository;
  readonly proof: ProofService;
  readonly transact: Transact<Repositories>;
}

type Redemption = Input<typeof redeemCode>["body"];
interface Redeemed {
  readonly purpose: CodePurpose;
  readonly email: string;
}

const notValid = (): ClinicError => new ClinicError("code_not_valid");

function emailOf({ email }: Redemption): string {
  const tidied = tidyEmail(email);
  if (!tidied) throw invalidField("/email", "is needed with this code");
  return tidied;
}

/** What a code handed over is good for, and changing one's own password. */
export function redeemService(needs: RedeemServiceNeeds) {
  const { accounts, codes, proof, transact } = needs;

  const take = async (tx: Repositories, code: OpenCode): Promise<void> => {
    if (!(await tx.codes.consume(code.id))) throw notValid();
  };

  /** A first administrator or a patient: the account comes to be now. */
  const makeAccount = async (
    call: Call,
    code: OpenCode,
    typed: Redemption,
  ): Promise<Redeemed> => {
    const email = emailOf(typed);
    const { patient_id } = code;
    const patient =
      patient_id === null ? undefined : await accounts.patient(patient_id);
    const display_name = tidy(typed.display_name ?? patient?.name ?? "");
    if (display_name === "")
      throw invalidField("/display_name", "is needed with this code");
    requireGoodPassword(typed.password, email);
    const password_hash = await hashPassword(typed.password);
    const roles: Role[] = patient_id === null ? ["admin"] : ["patient"];
    return transact(call, async (tx) => {
      await take(tx, code);
      if (code.purpose === "first_admin") {
        await tx.accounts.queueOnAdministrators();
        if ((await tx.accounts.countAdministrators()) > 0) throw notValid();
      }
      const id = await tx.accounts.insert({
        email,
        display_name,
        roles,
        doctor_id: null,
        patient_id,
        password_hash,
      });
      const account = (await tx.accounts.find(id))!;
      tx.audit(
        accountEvent(call, account, {
          event_type: "account_created",
          action: code.purpose,
          actor: {
            id: patient_id ?? id,
            type: patient_id === null ? "admin" : "patient",
            name: display_name,
          },
          changes: { after: { email, display_name, roles } },
        }),
      );
      return { purpose: code.purpose, email };
    });
  };

  const setPassword = async (
    call: Call,
    code: OpenCode,
    typed: Redemption,
  ): Promise<Redeemed> => {
    const account = await accounts.find(code.account_id ?? 0);
    if (!account?.is_active) throw notValid();
    requireGoodPassword(typed.password, account.email);
    const password_hash = await hashPassword(typed.password);
    const name = typed.display_name && tidy(typed.display_name);
    await transact(callAs(call, account), async (tx) => {
      await take(tx, code);
      await tx.accounts.setPassword(account.id, password_hash, name);
      await tx.sessions.revokeAll(account.id);
      tx.audit(
        accountEvent(call, account, {
          event_type: "password_set",
          action: code.purpose,
        }),
      );
    });
    return { purpose: code.purpose, email: account.email };
  };

  /** The code alone is not enough: it stands for the phone, so the password is asked for as well. */
  const enrolAnew = async (
    call: Call,
    code: OpenCode,
    typed: Redemption,
  ): Promise<Redeemed> => {
    const account = await proof.password(call, emailOf(typed), typed.password);
    if (account.id !== code.account_id) throw notValid();
    await transact(callAs(call, account), async (tx) => {
      await take(tx, code);
      await tx.accounts.queueOn(account.id);
      await tx.factors.remove(account.id);
      await tx.sessions.revokeAll(account.id);
      tx.audit(
        accountEvent(call, account, {
          event_type: "second_factor_removed",
          action: code.purpose,
        }),
      );
    });
    return { purpose: code.purpose, email: account.email };
  };

  return {
    /** @throws ClinicError `code_not_valid` for a wrong, used or expired code alike; a refused request leaves the code good */
    async redeem(call: Call, typed: Redemption): Promise<Redeemed> {
      const code = await proof.counted(
        call,
        "code",
        call.actor.ip_address,
        undefined,
        async () => {
          const open = await codes.findOpen(hashCode(typed.code));
          if (!open) throw notValid();
          return open;
        },
      );
      if (code.purpose === "lost_phone") return enrolAnew(call, code, typed);
      return code.account_id === null
        ? makeAccount(call, code, typed)
        : setPassword(call, code, typed);
    },

    /** All other sessions end. @throws ClinicError `sign_in_failed`, `weak_password`, `too_many_requests` */
    async changePassword(
      call: Call,
      typed: Input<typeof changePassword>["body"],
    ): Promise<void> {
      requirePermission(call.actor, "session.own");
      const account = await accounts.find(call.actor.account_id);
      if (!account) throw new ClinicError("sign_in_required");
      await proof.password(call, account.email, typed.current_password);
      requireGoodPassword(typed.new_password, account.email, "/new_password");
      const password_hash = await hashPassword(typed.new_password);
      await transact(call, async (tx) => {
        await tx.accounts.setPassword(account.id, password_hash);
        await tx.sessions.revokeAll(account.id, call.actor.session_id);
        tx.audit(
          accountEvent(call, account, {
            event_type: "password_set",
            action: "changed",
          }),
        );
      });
    },
  };
}

export type RedeemService = ReturnType<typeof redeemService>;
