import type {
  Account,
  HandoverCode,
  inviteAccount,
  updateAccount,
} from "#contract/accounts.ts";
import type { Input } from "#contract/endpoint.ts";
import type { Role } from "#contract/permissions.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import { seenVersion, type Call } from "#server/kernel/call.ts";
import { changesBetween } from "#server/kernel/changes.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import { tidy, tidyEmail } from "#server/kernel/text.ts";
import type { RecordRead, Transact } from "#server/kernel/transact.ts";
import { accountEvent } from "./account-call.ts";
import {
  losesAdministrator,
  refuseSelfRemoval,
  requireMatchingIdentity,
} from "./account.policy.ts";
import {
  withoutSecrets,
  type AccountRepository,
  type Credentials,
} from "./account.repository.ts";
import type { CodeIssuer } from "./code.service.ts";
import type { OneTimeCodeRepository } from "./one-time-code.repository.ts";
import type { ProofService } from "./proof.service.ts";
import type { SessionRepository } from "./session.repository.ts";

export interface AccountRepositories {
  readonly accounts: AccountRepository;
  readonly sessions: SessionRepository;
  readonly codes: OneTimeCodeRepository;
}

export interface AccountServiceNeeds {
  readonly accounts: AccountRepository;
  readonly proof: ProofService;
  readonly issueCode: CodeIssuer;
  readonly record: RecordRead;
  readonly transact: Transact<AccountRepositories>;
}

type Invitation = Input<typeof inviteAccount>["body"];
type AccountUpdate = Input<typeof updateAccount>["body"];

/** Accounts as administration sees them. */
export function accountService(needs: AccountServiceNeeds) {
  const { accounts, proof, issueCode, record, transact } = needs;

  const found = async (id: number): Promise<Credentials> => {
    const account = await accounts.find(id);
    if (!account) throw new ClinicError("not_found");
    return account;
  };

  const handOver = async (
    call: Call,
    id: number,
    purposeFor: (account: Credentials) => HandoverCode["purpose"],
  ): Promise<HandoverCode> => {
    const account = await found(id);
    await proof.requireFreshPassword(call);
    if (!account.is_active)
      throw new ClinicError("transition_refused", "The account is inactive.");
    const purpose = purposeFor(account);
    return transact(call, async (tx) => {
      const code = await issueCode(tx.codes, call, purpose, { account_id: id });
      tx.audit(
        accountEvent(call, account, {
          event_type: "one_time_code_issued",
          action: purpose,
        }),
      );
      return code;
    });
  };

  return {
    async list(
      call: Call,
      page: {
        cursor?: string;
        limit?: number;
        role?: Role;
        include_inactive?: boolean;
      },
    ): Promise<Page<Account>> {
      requirePermission(call.actor, "accounts.manage");
      const { items, next_cursor } = await accounts.list({
        cursor: page.cursor,
        limit: page.limit ?? 50,
        role: page.role,
        include_inactive: page.include_inactive ?? false,
      });
      const patient_ids = items.flatMap((one) => one.patient_id ?? []);
      if (patient_ids.length > 0)
        await record(
          call,
          accountEvent(call, undefined, {
            event_type: "accounts_viewed",
            action: "viewed",
            context: { patient_ids },
          }),
        );
      return { items, next_cursor };
    },

    async get(call: Call, id: number): Promise<Account> {
      requirePermission(call.actor, "accounts.manage");
      const account = await found(id);
      if (account.patient_id !== null)
        await record(
          call,
          accountEvent(call, account, {
            event_type: "account_viewed",
            action: "viewed",
          }),
        );
      return withoutSecrets(account);
    },

    /** Makes the account, without a password, and the code that sets one. */
    async invite(
      call: Call,
      invitation: Invitation,
    ): Promise<HandoverCode & { account: Account }> {
      requirePermission(call.actor, "accounts.manage");
      await proof.requireFreshPassword(call);
      const fields = {
        email: tidyEmail(invitation.email)!,
        display_name: tidy(invitation.display_name),
        roles: invitation.roles,
        doctor_id: invitation.doctor_id ?? null,
        patient_id: null,
        password_hash: null,
      };
      requireMatchingIdentity(fields);
      return transact(call, async (tx) => {
        await requireDoctor(tx.accounts, fields.doctor_id);
        const id = await tx.accounts.insert(fields);
        const code = await issueCode(tx.codes, call, "invitation", {
          account_id: id,
        });
        const account = withoutSecrets((await tx.accounts.find(id))!);
        tx.audit(
          accountEvent(call, account, {
            event_type: "account_invited",
            action: "invited",
            changes: { after: { ...account } },
          }),
        );
        return { account, ...code };
      });
    },

    async update(
      call: Call,
      id: number,
      changes: AccountUpdate,
    ): Promise<Account> {
      requirePermission(call.actor, "accounts.manage");
      const before = await found(id);
      const seen = seenVersion(call);
      // Another doctor behind the account is another identity: as much as other roles.
      if (
        changes.roles ||
        changes.is_active !== undefined ||
        changes.doctor_id !== undefined
      )
        await proof.requireFreshPassword(call);
      const after = { ...before, ...changes };
      requireMatchingIdentity(after);
      const losing = losesAdministrator(before, after);
      if (losing) refuseSelfRemoval(call.actor.account_id, id);
      return transact(call, async (tx) => {
        if (losing) await tx.accounts.queueOnAdministrators();
        await requireDoctor(tx.accounts, changes.doctor_id ?? null);
        const tidied = changes.display_name
          ? { ...changes, display_name: tidy(changes.display_name) }
          : changes;
        if (!(await tx.accounts.update(id, seen, tidied)))
          throw new ClinicError("version_conflict");
        if (losing && (await tx.accounts.countAdministrators()) === 0)
          throw new ClinicError(
            "refused_by_rule",
            "Somebody must be left who administers.",
          );
        // Other rights, another second factor: whoever is signed in begins anew.
        const another =
          changes.roles !== undefined ||
          !after.is_active ||
          after.doctor_id !== before.doctor_id;
        if (id !== call.actor.account_id && another)
          await tx.sessions.revokeAll(id);
        const now = withoutSecrets((await tx.accounts.find(id))!);
        tx.audit(
          accountEvent(call, now, {
            event_type: "account_modified",
            action: changes.roles ? "roles_changed" : "modified",
            changes: changesBetween(withoutSecrets(before), now),
          }),
        );
        return now;
      });
    },

    async resetPassword(call: Call, id: number): Promise<HandoverCode> {
      requirePermission(call.actor, "accounts.manage");
      return handOver(call, id, (account) =>
        account.has_password ? "password_reset" : "invitation",
      );
    },

    async replaceLostPhone(call: Call, id: number): Promise<HandoverCode> {
      requirePermission(call.actor, "accounts.manage");
      return handOver(call, id, (account) => {
        if (!account.second_factor)
          throw new ClinicError("transition_refused", "No phone is enrolled.");
        return "lost_phone";
      });
    },

    async revokeSessions(call: Call, id: number): Promise<{ revoked: number }> {
      requirePermission(call.actor, "accounts.manage");
      const account = await found(id);
      return transact(call, async (tx) => {
        const revoked = await tx.sessions.revokeAll(id);
        tx.audit(
          accountEvent(call, account, {
            event_type: "sessions_revoked",
            action: "revoked",
            context: { revoked },
          }),
        );
        return { revoked };
      });
    },
  };
}

async function requireDoctor(
  accounts: AccountRepository,
  doctor_id: number | null,
): Promise<void> {
  if (doctor_id !== null && !(await accounts.doctorExists(doctor_id)))
    throw invalidField("/doctor_id", "is not a doctor of the clinic");
}

export type AccountService = ReturnType<typeof accountService>;
