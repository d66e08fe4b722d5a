import Type, { type Static } from "typebox";
import { endpoint } from "./endpoint.ts";
import { roles } from "./permissions.ts";
import {
  BigId,
  Fields,
  Id,
  Instant,
  Nullable,
  OneOf,
  PageOf,
  RequiredEmail,
} from "./types.ts";

const tag = "sessions";

/** A password as typed to prove who one is; the rules for new ones are in `accounts.ts`. */
export const TypedPassword = Type.String({ minLength: 1, maxLength: 200 });

export const SessionStage = OneOf(
  ["full", "locked", "second_factor", "enrol"],
  "`second_factor`: a code is still missing; `enrol`: a second factor must be set up first",
);

/** Whoever is signed in. */
const SignedInAccount = Fields({
  id: Id,
  email: Type.String(),
  display_name: Type.String(),
  roles: Type.Array(OneOf(roles)),
  doctor_id: Nullable(Id),
  patient_id: Nullable(Id),
});

const currentSession = {
  session_id: BigId,
  stage: SessionStage,
  mode: OneOf(["cookie", "token"]),
  expires_at: Instant,
  /** Seconds without a request after which the session locks. */
  idle_limit_seconds: Type.Integer(),
  /** Whether the password was confirmed in the last five minutes. */
  reauthenticated: Type.Boolean(),
  second_factor: Type.Boolean(),
  second_factor_required: Type.Boolean(),
  account: SignedInAccount,
};
export const CurrentSession = Fields(currentSession);
export type CurrentSession = Static<typeof CurrentSession>;

/** The token is there in token mode only; a cookie travels beside the answer. */
export const OpenedSession = Fields({
  token: Type.Optional(Type.String()),
  ...currentSession,
});
export type OpenedSession = Static<typeof OpenedSession>;

export const SessionSummary = Fields({
  id: BigId,
  mode: OneOf(["cookie", "token"]),
  stage: SessionStage,
  created_at: Instant,
  last_seen_at: Instant,
  expires_at: Instant,
  ip_address: Nullable(Type.String()),
  user_agent: Nullable(Type.String()),
  is_current: Type.Boolean(),
});
export type SessionSummary = Static<typeof SessionSummary>;

export const signIn = endpoint({
  id: "signIn",
  method: "POST",
  path: "/sessions",
  tag,
  summary: "Sign in with e-mail and password",
  description:
    "Sets an HttpOnly cookie (`mode: cookie`) or answers a token (`mode: token`), never both. Too many failures from one address for one account answer 429 with Retry-After.",
  action: "public",
  body: Fields({
    email: RequiredEmail,
    password: TypedPassword,
    mode: OneOf(["cookie", "token"]),
  }),
  status: 201,
  answer: OpenedSession,
  errors: ["sign_in_failed", "too_many_requests"],
});

export const getCurrentSession = endpoint({
  id: "getCurrentSession",
  method: "GET",
  path: "/sessions/current",
  tag,
  summary: "Who is signed in, and what the session still needs",
  action: "session.own",
  unfinishedSession: true,
  status: 200,
  answer: CurrentSession,
});

export const signOut = endpoint({
  id: "signOut",
  method: "DELETE",
  path: "/sessions/current",
  tag,
  summary: "Sign out",
  action: "session.own",
  unfinishedSession: true,
  status: 204,
});

export const proveSecondFactor = endpoint({
  id: "proveSecondFactor",
  method: "POST",
  path: "/sessions/current/second-factor",
  tag,
  summary: "Finish signing in with a code, or with a recovery code",
  action: "session.own",
  unfinishedSession: true,
  body: Type.Object(
    {
      code: Type.Optional(
        Type.String({ pattern: "^\\s*\\d{3}\\s?\\d{3}\\s*$" }),
      ),
      recovery_code: Type.Optional(
        Type.String({ minLength: 1, maxLength: 40 }),
      ),
    },
    { additionalProperties: false, minProperties: 1, maxProperties: 1 },
  ),
  status: 200,
  answer: OpenedSession,
  errors: ["second_factor_failed", "transition_refused", "too_many_requests"],
});

export const unlockSession = endpoint({
  id: "unlockSession",
  method: "POST",
  path: "/sessions/current/unlock",
  tag,
  summary: "Unlock a session that was left alone; its token changes",
  action: "session.own",
  unfinishedSession: true,
  body: Fields({ password: TypedPassword }),
  status: 200,
  answer: OpenedSession,
  errors: ["sign_in_failed", "transition_refused", "too_many_requests"],
});

export const reauthenticate = endpoint({
  id: "reauthenticate",
  method: "POST",
  path: "/sessions/current/reauthenticate",
  tag,
  summary: "Confirm the password; opens what asks for it for five minutes",
  action: "session.own",
  body: Fields({ password: TypedPassword }),
  status: 200,
  answer: CurrentSession,
  errors: ["sign_in_failed", "too_many_requests"],
});

export const listOwnSessions = endpoint({
  id: "listOwnSessions",
  method: "GET",
  path: "/sessions",
  tag,
  summary: "One's own sessions that are still open",
  action: "session.own",
  status: 200,
  answer: PageOf(SessionSummary),
});

export const revokeOwnSession = endpoint({
  id: "revokeOwnSession",
  method: "DELETE",
  path: "/sessions/:id",
  tag,
  summary: "End one of one's own sessions at once",
  action: "session.own",
  params: Fields({ id: BigId }),
  status: 204,
  errors: ["not_found"],
});

export const revokeAllOwnSessions = endpoint({
  id: "revokeAllOwnSessions",
  method: "POST",
  path: "/sessions/revoke-all",
  tag,
  summary: "End all one's own sessions at once, this one too",
  action: "session.own",
  status: 200,
  answer: Fields({ revoked: Type.Integer() }),
});

export const sessionEndpoints = [
  signIn,
  getCurrentSession,
  signOut,
  proveSecondFactor,
  unlockSession,
  reauthenticate,
  listOwnSessions,
  revokeOwnSession,
  revokeAllOwnSessions,
];
