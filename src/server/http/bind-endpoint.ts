import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import fastJsonStringify from "fast-json-stringify";
import type { TSchema } from "typebox";
import type { Endpoint } from "#contract/endpoint.ts";
import { roleFor, type Role } from "#contract/permissions.ts";
import type { AuditEvent } from "#server/kernel/audit-event.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { Reply, type Route } from "#server/kernel/route.ts";
import type { Authenticate, Identified } from "./credentials.ts";
import {
  clientOf,
  cookieName,
  credentialOf,
  nobody,
  refuseForeignOrigin,
} from "./credentials.ts";
import { idempotencyOf, ifMatchOf } from "./preconditions.ts";

export interface EndpointTools {
  readonly authenticate: Authenticate;
  /** Durable entry for what no service saw: a refused request. */
  readonly recordRefusal: (call: Call, event: AuditEvent) => Promise<void>;
  /** Cookies are marked Secure wherever the browser reached us over TLS. */
  readonly secureCookies: boolean;
}

/** Where the contract names no fields, any is one too many; an absent body is read as null. */
const nothing = {
  type: ["object", "null"],
  properties: {},
  additionalProperties: false,
};

type Serialise = (value: unknown) => string;

/** One compiled serialiser a role: what a schema does not name cannot leave. */
function serialisers(
  endpoint: Endpoint,
): (role: Role | undefined) => Serialise {
  const compile = (schema: TSchema | undefined): Serialise =>
    schema
      ? (fastJsonStringify(schema as object) as Serialise)
      : (): string => "";
  const general = compile(endpoint.answer);
  const byRole = new Map(
    Object.entries(endpoint.answerFor ?? {}).map(([role, schema]) => [
      role,
      compile(schema),
    ]),
  );
  return (role) => (role && byRole.get(role)) || general;
}

const stageRefusal = {
  locked: "session_locked",
  second_factor: "second_factor_required",
  enrol: "second_factor_required",
} as const;

async function identify(
  request: FastifyRequest,
  endpoint: Endpoint,
  tools: EndpointTools,
): Promise<Identified | undefined> {
  const credential = credentialOf(request);
  if (credential?.mode === "cookie") refuseForeignOrigin(request);
  if (!credential) {
    if (endpoint.action === "public") return undefined;
    throw new ClinicError("sign_in_required");
  }
  const found = await tools.authenticate(
    credential.token,
    credential.mode,
    clientOf(request),
  );
  if (!found) {
    if (endpoint.action === "public") return undefined;
    throw new ClinicError("sign_in_required");
  }
  if (found.stage !== "full" && !endpoint.unfinishedSession) {
    if (endpoint.action === "public") return undefined;
    throw new ClinicError(stageRefusal[found.stage]);
  }
  return found;
}

/**
 * A doctor or patient who asks for a record that is not theirs is answered as if it were
 * absent; compliance sees that they asked.
 */
async function rememberRefusal(
  error: unknown,
  endpoint: Endpoint,
  call: Call,
  params: unknown,
  tools: EndpointTools,
): Promise<never> {
  const hidden =
    error instanceof ClinicError &&
    (error.code === "not_found" || error.code === "forbidden") &&
    (call.role === "doctor" || call.role === "patient");
  if (hidden) {
    const id = (params as { id?: number } | undefined)?.id ?? null;
    await tools.recordRefusal(call, {
      event_type: "access_refused",
      action: endpoint.id,
      target: {
        type: endpoint.tag,
        id,
        ...(endpoint.path.startsWith("/patients/:id")
          ? { patient_id: id }
          : {}),
      },
      outcome: "refused",
    });
  }
  throw error;
}

function send(
  reply: FastifyReply,
  endpoint: Endpoint,
  result: unknown,
  serialise: Serialise,
  tools: EndpointTools,
): FastifyReply {
  const extras = result instanceof Reply ? result.extras : {};
  const body: unknown = result instanceof Reply ? result.body : result;
  const status = extras.status ?? endpoint.status;
  reply.status(status).header("cache-control", "no-store");
  if (extras.cookie)
    reply.setCookie(cookieName, extras.cookie.token ?? "", {
      httpOnly: true,
      sameSite: "strict",
      path: "/",
      secure: tools.secureCookies,
      maxAge: extras.cookie.token === null ? 0 : extras.cookie.max_age,
    });
  if (status === 204 || status === 304) return reply.send();
  if (body instanceof Uint8Array) {
    const name = extras.file_name ?? "download";
    return reply
      .type(
        extras.media ??
          [endpoint.media].flat()[0] ??
          "application/octet-stream",
      )
      .header("content-disposition", `attachment; filename="${name}"`)
      .send(Buffer.from(body));
  }
  const version = (body as { row_version?: number } | null)?.row_version;
  if (extras.etag !== undefined) reply.header("etag", extras.etag);
  else if (endpoint.etag && version !== undefined)
    reply.header("etag", `"${version}"`);
  return reply.type("application/json; charset=utf-8").send(serialise(body));
}

/**
 * Puts one endpoint on the server: parse by contract, authenticate, permission,
 * preconditions, handler, answer by contract.
 */
export function bindEndpoint(
  app: FastifyInstance,
  { endpoint, handle }: Route,
  tools: EndpointTools,
): void {
  const serialiserFor = serialisers(endpoint);

  const callOf = async (request: FastifyRequest): Promise<Call> => {
    const identified = await identify(request, endpoint, tools);
    const actor = identified?.actor ?? nobody(clientOf(request));
    const role =
      endpoint.action === "public"
        ? actor.roles[0]
        : roleFor(endpoint.action, actor.roles);
    const call: Call = { actor, action: endpoint.action, role };
    if (endpoint.action !== "public" && !role) {
      await tools.recordRefusal(call, {
        event_type: "access_refused",
        action: endpoint.id,
        target: { type: endpoint.tag, id: null },
        outcome: "refused",
        hipaa_relevant: false,
      });
      throw new ClinicError("forbidden");
    }
    return call;
  };

  app.route({
    method: endpoint.method,
    url: endpoint.path,
    schema: {
      ...(endpoint.params ? { params: endpoint.params } : {}),
      querystring: endpoint.query ?? nothing,
      ...(endpoint.method === "GET" ? {} : { body: endpoint.body ?? nothing }),
    },
    // Who asks is settled before what they ask is read: a stranger learns nothing of our fields.
    preValidation: async (request) => {
      request.call = await callOf(request);
    },
    handler: async (request, reply) => {
      const if_match = ifMatchOf(request, endpoint);
      const idempotency = idempotencyOf(request, endpoint);
      const call: Call = {
        ...request.call,
        ...(if_match === undefined ? {} : { if_match }),
        ...(idempotency ? { idempotency } : {}),
      };
      const input = {
        params: request.params,
        query: request.query,
        body: request.body,
      };
      const result = await handle(call, input as never).catch(
        (error: unknown) =>
          rememberRefusal(error, endpoint, call, request.params, tools),
      );
      return send(reply, endpoint, result, serialiserFor(call.role), tools);
    },
  });
}

declare module "fastify" {
  interface FastifyRequest {
    call: Call;
  }
}
