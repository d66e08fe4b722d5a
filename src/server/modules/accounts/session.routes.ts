import {
  getCurrentSession,
  listOwnSessions,
  proveSecondFactor,
  reauthenticate,
  revokeAllOwnSessions,
  revokeOwnSession,
  signIn,
  signOut,
  unlockSession,
  type OpenedSession,
} from "#contract/sessions.ts";
import {
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from "#contract/own-account.ts";
import { Reply, route, type Route } from "#server/kernel/route.ts";
import type { SecondFactorService } from "./second-factor.service.ts";
import type { SessionService } from "./session.service.ts";

const cookieSeconds = 12 * 60 * 60;
const clearing = { cookie: { token: null, max_age: 0 } };

/** The token leaves by the way the session was opened for: cookie or body, never both. */
function handOut(opened: OpenedSession) {
  const { token, ...session } = opened;
  return opened.mode === "token" || token === undefined
    ? { body: opened, extras: {} }
    : { body: session, extras: { cookie: { token, max_age: cookieSeconds } } };
}

const delivered = (opened: OpenedSession): Reply<OpenedSession> => {
  const { body, extras } = handOut(opened);
  return new Reply(body, extras);
};

export function sessionRoutes(
  sessions: SessionService,
  factors: SecondFactorService,
): Route[] {
  return [
    route(signIn, async (call, { body }) =>
      delivered(await sessions.signIn(call, body)),
    ),
    route(getCurrentSession, (call) => sessions.current(call)),
    route(signOut, async (call) => {
      const { mode } = await sessions.signOut(call);
      return new Reply(undefined, mode === "cookie" ? clearing : {});
    }),
    route(proveSecondFactor, async (call, { body }) =>
      delivered(await factors.prove(call, body)),
    ),
    route(unlockSession, async (call, { body }) =>
      delivered(await sessions.unlock(call, body.password)),
    ),
    route(reauthenticate, (call, { body }) =>
      sessions.reauthenticate(call, body.password),
    ),
    route(listOwnSessions, (call) => sessions.list(call)),
    route(revokeOwnSession, (call, { params }) =>
      sessions.revoke(call, params.id),
    ),
    route(revokeAllOwnSessions, (call) => sessions.revokeAll(call)),
    route(beginSecondFactor, (call) => factors.begin(call)),
    route(confirmSecondFactor, async (call, { body }) => {
      const { recovery_codes, session } = await factors.confirm(
        call,
        body.code,
      );
      const { body: shown, extras } = handOut(session);
      return new Reply({ recovery_codes, session: shown }, extras);
    }),
    route(removeSecondFactor, (call) => factors.remove(call)),
    route(renewRecoveryCodes, (call) => factors.renewRecoveryCodes(call)),
  ];
}
