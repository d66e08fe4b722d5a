import type { Account, HandoverCode } from "#contract/accounts.ts";
import type { Role } from "#contract/permissions.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { tidy, tidyEmail } from "#server/kernel/text.ts";
import type { Transact } from "#server/kernel/transact.ts";
import { accountEvent, commandLineCall } from "./account-call.ts";
import { requireMatchingIdentity } from "./account.policy.ts";
import {
  withoutSecrets,
  type AccountRepository,
} from "./account.repository.ts";
import type { AccountRepositories } from "./account.service.ts";
import type { CodeIssuer } from "./code.service.ts";
import { hashPassword } from "./password-hash.ts";
import { requireGoodPassword } from "./password.rules.ts";

export interface NewAccount {
  readonly email: string;
  readonly display_name: string;
  readonly roles: readonly Role[];
  readonly doctor_id?: number | null;
  readonly patient_id?: number | null;
  readonly password: string;
}

/** How accounts come to be where no administrator signs in: the first one, the command line, patients. */
export function accountSetUpService(needs: {
  readonly accounts: AccountRepository;
  readonly issueCode: CodeIssuer;
  readonly transact: Transact<AccountRepositories>;
}) {
  const { accounts, issueCode, transact } = needs;

  return {
    /**
     * An account with a password at once, for the command line.
     * @throws ClinicError `weak_password`, `email_taken`, `conflict`, `invalid_request`
     */
    async createAccount(account: NewAccount): Promise<Account> {
      const fields = {
        email: tidyEmail(account.email)!,
        display_name: tidy(account.display_name),
        roles: account.roles,
        doctor_id: account.doctor_id ?? null,
        patient_id: account.patient_id ?? null,
      };
      requireMatchingIdentity(fields);
      requireGoodPassword(account.password, fields.email);
      const password_hash = await hashPassword(account.password);
      return transact(commandLineCall, async (tx) => {
        const id = await tx.accounts.insert({ ...fields, password_hash });
        const created = withoutSecrets((await tx.accounts.find(id))!);
        tx.audit(
          accountEvent(commandLineCall, created, {
            event_type: "account_created",
            action: "created",
            changes: { after: { ...created } },
          }),
        );
        return created;
      });
    },

    /** A link that makes the first administrator; undefined when somebody administers already. Ends earlier links. */
    async firstAdministratorLink(): Promise<string | undefined> {
      if ((await accounts.countAdministrators()) > 0) return undefined;
      const { link } = await transact(commandLineCall, async (tx) => {
        const code = await issueCode(
          tx.codes,
          commandLineCall,
          "first_admin",
          {},
        );
        tx.audit(
          accountEvent(commandLineCall, undefined, {
            event_type: "one_time_code_issued",
            action: "first_admin",
          }),
        );
        return code;
      });
      return link;
    },

    /** @throws ClinicError `not_found`, `patient_inactive`, `conflict` when the patient has an account */
    async claimCode(call: Call, patient_id: number): Promise<HandoverCode> {
      requirePermission(call.actor, "accounts.patient_code");
      const patient = await accounts.patient(patient_id);
      if (!patient) throw new ClinicError("not_found");
      if (!patient.is_active) throw new ClinicError("patient_inactive");
      if (await accounts.findByPatient(patient_id))
        throw new ClinicError("conflict", "That patient has an account.");
      return transact(call, async (tx) => {
        const code = await issueCode(tx.codes, call, "patient_claim", {
          patient_id,
        });
        tx.audit({
          event_type: "one_time_code_issued",
          action: "patient_claim",
          target: {
            type: "patient",
            id: patient_id,
            patient_id,
            patient_name: patient.name,
          },
        });
        return code;
      });
    },
  };
}

export type AccountSetUpService = ReturnType<typeof accountSetUpService>;
