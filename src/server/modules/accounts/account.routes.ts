import {
  createClaimCode,
  getAccount,
  inviteAccount,
  listAccounts,
  replaceLostPhone,
  resetPassword,
  revokeAccountSessions,
  updateAccount,
} from "#contract/accounts.ts";
import { changePassword, redeemCode } from "#contract/own-account.ts";
import { route, type Route } from "#server/kernel/route.ts";
import type { AccountService } from "./account.service.ts";
import type { AccountSetUpService } from "./account-set-up.service.ts";
import type { RedeemService } from "./redeem.service.ts";

export function accountRoutes(
  accounts: AccountService,
  setUp: AccountSetUpService,
  redeeming: RedeemService,
): Route[] {
  return [
    route(listAccounts, (call, { query }) => accounts.list(call, query)),
    route(getAccount, (call, { params }) => accounts.get(call, params.id)),
    route(inviteAccount, (call, { body }) => accounts.invite(call, body)),
    route(updateAccount, (call, { params, body }) =>
      accounts.update(call, params.id, body),
    ),
    route(resetPassword, (call, { params }) =>
      accounts.resetPassword(call, params.id),
    ),
    route(replaceLostPhone, (call, { params }) =>
      accounts.replaceLostPhone(call, params.id),
    ),
    route(revokeAccountSessions, (call, { params }) =>
      accounts.revokeSessions(call, params.id),
    ),
    route(createClaimCode, (call, { params }) =>
      setUp.claimCode(call, params.id),
    ),
    route(redeemCode, (call, { body }) => redeeming.redeem(call, body)),
    route(changePassword, (call, { body }) =>
      redeeming.changePassword(call, body),
    ),
  ];
}
