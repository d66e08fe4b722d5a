import Type, { type Static } from "typebox";
import { endpoint } from "./endpoint.ts";
import { codePurposes } from "./own-account.ts";
import { roles } from "./permissions.ts";
import {
  Fields,
  Id,
  IdPath,
  Instant,
  Line,
  Nullable,
  OneOf,
  PageOf,
  pageQuery,
  RequiredEmail,
  Version,
} from "./types.ts";

const tag = "accounts";

export const Account = Fields({
  id: Id,
  email: Type.String(),
  display_name: Type.String(),
  roles: Type.Array(OneOf(roles)),
  doctor_id: Nullable(Id),
  patient_id: Nullable(Id),
  is_active: Type.Boolean(),
  /** False while an invitation has not been taken up. */
  has_password: Type.Boolean(),
  second_factor: Type.Boolean(),
  second_factor_required: Type.Boolean(),
  created_at: Instant,
  row_version: Version,
});
export type Account = Static<typeof Account>;

/** A code to hand over: nobody can read it again, and it works once. */
const handover = {
  purpose: OneOf(codePurposes),
  code: Type.String(),
  link: Type.String(),
  expires_at: Instant,
};
export const HandoverCode = Fields(handover);
export type HandoverCode = Static<typeof HandoverCode>;

const Roles = Type.Array(OneOf(roles), {
  minItems: 1,
  maxItems: roles.length,
  uniqueItems: true,
});

export const listAccounts = endpoint({
  id: "listAccounts",
  method: "GET",
  path: "/accounts",
  tag,
  summary: "Accounts, oldest first",
  action: "accounts.manage",
  query: Fields({
    ...pageQuery,
    role: Type.Optional(OneOf(roles)),
    include_inactive: Type.Optional(Type.Boolean({ default: false })),
  }),
  status: 200,
  answer: PageOf(Account),
});

export const getAccount = endpoint({
  id: "getAccount",
  method: "GET",
  path: "/accounts/:id",
  tag,
  summary: "One account",
  action: "accounts.manage",
  params: IdPath,
  status: 200,
  answer: Account,
  etag: true,
});

export const inviteAccount = endpoint({
  id: "inviteAccount",
  method: "POST",
  path: "/accounts",
  tag,
  summary: "Invite somebody; answers the code to hand over",
  description:
    "The password must have been confirmed in the last five minutes. Patients are not invited: they claim an account with a code from the front desk.",
  action: "accounts.manage",
  body: Fields({
    email: RequiredEmail,
    display_name: Line(200),
    roles: Roles,
    doctor_id: Type.Optional(Nullable(Id)),
  }),
  status: 201,
  answer: Fields({ account: Account, ...handover }),
  errors: [
    "email_taken",
    "conflict",
    "invalid_request",
    "reauthentication_required",
  ],
});

export const updateAccount = endpoint({
  id: "updateAccount",
  method: "PATCH",
  path: "/accounts/:id",
  tag,
  summary: "Change roles, name, doctor or activity; absent leaves",
  action: "accounts.manage",
  params: IdPath,
  body: Fields({
    display_name: Type.Optional(Line(200)),
    roles: Type.Optional(Roles),
    doctor_id: Type.Optional(Nullable(Id)),
    is_active: Type.Optional(Type.Boolean()),
  }),
  status: 200,
  answer: Account,
  etag: true,
  ifMatch: true,
  errors: [
    "conflict",
    "invalid_request",
    "reauthentication_required",
    "refused_by_rule",
  ],
});

const codeFor = (id: string, path: string, summary: string) =>
  endpoint({
    id,
    method: "POST",
    path,
    tag,
    summary,
    action: "accounts.manage",
    params: IdPath,
    status: 201,
    answer: HandoverCode,
    errors: ["reauthentication_required", "transition_refused"],
  });

export const resetPassword = codeFor(
  "resetPassword",
  "/accounts/:id/password-reset",
  "A code to set a new password (a new invitation while none is set)",
);
export const replaceLostPhone = codeFor(
  "replaceLostPhone",
  "/accounts/:id/lost-phone",
  "A code that lets the owner enrol another phone, with the password",
);

export const revokeAccountSessions = endpoint({
  id: "revokeAccountSessions",
  method: "POST",
  path: "/accounts/:id/revoke-sessions",
  tag,
  summary: "End all sessions of an account at once",
  action: "accounts.manage",
  params: IdPath,
  status: 200,
  answer: Fields({ revoked: Type.Integer() }),
});

export const createClaimCode = endpoint({
  id: "createClaimCode",
  method: "POST",
  path: "/patients/:id/claim-code",
  tag,
  summary: "A code with which the patient claims an account",
  action: "accounts.patient_code",
  params: IdPath,
  status: 201,
  answer: HandoverCode,
  errors: ["conflict", "patient_inactive"],
});

export const accountEndpoints = [
  listAccounts,
  getAccount,
  inviteAccount,
  updateAccount,
  resetPassword,
  replaceLostPhone,
  revokeAccountSessions,
  createClaimCode,
];
