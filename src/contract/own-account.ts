import Type from "typebox";
import { endpoint } from "./endpoint.ts";
import { OpenedSession, TypedPassword } from "./sessions.ts";
import { Fields, OneOf, Line, RequiredEmail } from "./types.ts";

const tag = "accounts";

/** 10 to 200 characters; `weak_password` says why one is refused. */
export const NewPassword = Type.String({ minLength: 1, maxLength: 200 });

const RecoveryCodes = Type.Array(Type.String(), {
  description: "shown once; each opens the account once without the phone",
});

export const beginSecondFactor = endpoint({
  id: "beginSecondFactor",
  method: "POST",
  path: "/accounts/me/second-factor",
  tag,
  summary: "Begin to set up a second factor",
  action: "session.own",
  unfinishedSession: true,
  status: 201,
  answer: Fields({ secret: Type.String(), otpauth_url: Type.String() }),
  errors: ["transition_refused"],
});

export const confirmSecondFactor = endpoint({
  id: "confirmSecondFactor",
  method: "POST",
  path: "/accounts/me/second-factor/confirm",
  tag,
  summary: "Confirm it with the first code; a waiting session becomes full",
  action: "session.own",
  unfinishedSession: true,
  body: Fields({
    code: Type.String({ pattern: "^\\s*\\d{3}\\s?\\d{3}\\s*$" }),
  }),
  status: 200,
  answer: Fields({ recovery_codes: RecoveryCodes, session: OpenedSession }),
  errors: ["second_factor_failed", "transition_refused", "too_many_requests"],
});

export const removeSecondFactor = endpoint({
  id: "removeSecondFactor",
  method: "DELETE",
  path: "/accounts/me/second-factor",
  tag,
  summary: "Remove the second factor, where the roles allow that",
  action: "session.own",
  status: 204,
  errors: ["reauthentication_required", "refused_by_rule"],
});

export const renewRecoveryCodes = endpoint({
  id: "renewRecoveryCodes",
  method: "POST",
  path: "/accounts/me/recovery-codes",
  tag,
  summary: "New recovery codes; the old ones end",
  action: "session.own",
  status: 201,
  answer: Fields({ recovery_codes: RecoveryCodes }),
  errors: ["reauthentication_required", "transition_refused"],
});

export const changePassword = endpoint({
  id: "changePassword",
  method: "POST",
  path: "/accounts/me/password",
  tag,
  summary: "Change one's password; all other sessions end",
  action: "session.own",
  body: Fields({ current_password: TypedPassword, new_password: NewPassword }),
  status: 204,
  errors: ["sign_in_failed", "weak_password", "too_many_requests"],
});

export const codePurposes = [
  "first_admin",
  "invitation",
  "password_reset",
  "lost_phone",
  "patient_claim",
] as const;
export type CodePurpose = (typeof codePurposes)[number];

export const redeemCode = endpoint({
  id: "redeemCode",
  method: "POST",
  path: "/one-time-codes/redeem",
  tag,
  summary: "Use a one-time code that was handed over",
  description:
    "`invitation` and `password_reset` set the password; `first_admin` and `patient_claim` also need `email` (and make the account); `lost_phone` needs the account's `email` and present `password`, and lets a new phone be enrolled. A code works once.",
  action: "public",
  body: Fields({
    code: Line(80),
    password: NewPassword,
    display_name: Type.Optional(Line(200)),
    email: Type.Optional(RequiredEmail),
  }),
  status: 200,
  answer: Fields({ purpose: OneOf(codePurposes), email: Type.String() }),
  errors: [
    "code_not_valid",
    "weak_password",
    "email_taken",
    "sign_in_failed",
    "invalid_request",
    "too_many_requests",
  ],
});

export const ownAccountEndpoints = [
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
  changePassword,
  redeemCode,
];
