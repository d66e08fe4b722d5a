import "@fastify/cookie";
import type { FastifyRequest } from "fastify";
import type { Actor } from "#server/kernel/actor.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";

export type SessionStage = "full" | "locked" | "second_factor" | "enrol";

/** What a credential stands for. */
export interface Identified {
  readonly actor: Actor;
  readonly stage: SessionStage;
}

export interface Client {
  readonly ip_address: string;
  readonly user_agent: string;
}

/** Finds the session of a token in one query; undefined when it is unknown, expired or revoked. */
export type Authenticate = (
  token: string,
  mode: "cookie" | "token",
  client: Client,
) => Promise<Identified | undefined>;

export const cookieName = "chartroom_session";

export function clientOf(request: FastifyRequest): Client {
  const agent = request.headers["user-agent"] ?? "";
  return { ip_address: request.ip, user_agent: agent.slice(0, 400) };
}

/** The credential of a request. @throws ClinicError `both_credentials` */
export function credentialOf(
  request: FastifyRequest,
): { token: string; mode: "cookie" | "token" } | undefined {
  const header = request.headers.authorization;
  const bearer = header?.startsWith("Bearer ") ? header.slice(7) : undefined;
  const cookie = request.cookies[cookieName];
  if (header !== undefined && cookie !== undefined)
    throw new ClinicError("both_credentials");
  if (bearer) return { token: bearer, mode: "token" };
  if (cookie) return { token: cookie, mode: "cookie" };
  return undefined;
}

/**
 * A cookie travels by itself, so a changing request that carries one must come from our own
 * pages. Every browser says where it comes from; who says nothing is a program with its own cookie.
 */
export function refuseForeignOrigin(request: FastifyRequest): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const site = request.headers["sec-fetch-site"];
  const origin = request.headers.origin;
  if (site === "same-origin") return;
  if (site === undefined) {
    if (origin === undefined) return;
    const host = URL.canParse(origin) ? new URL(origin).host : undefined;
    if (host !== undefined && host === request.headers.host) return;
  }
  throw new ClinicError("csrf_refused");
}

export const nobody = (client: Client): Actor => ({
  account_id: 0,
  session_id: 0,
  roles: [],
  doctor_id: null,
  patient_id: null,
  name: "",
  ...client,
});
