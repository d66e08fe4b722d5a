import type { Endpoint } from "#contract/endpoint.ts";
import { problems, type ErrorCode } from "#contract/errors.ts";
import { permissions } from "#contract/permissions.ts";

const always: readonly ErrorCode[] = [
  "malformed_request",
  "not_found",
  "too_many_requests",
  "busy",
];
const withSession: readonly ErrorCode[] = [
  "both_credentials",
  "sign_in_required",
  "session_locked",
  "second_factor_required",
  "forbidden",
  "csrf_refused",
];

/** Every code an endpoint may answer. */
export function codesOf(endpoint: Endpoint): ErrorCode[] {
  return [
    ...new Set<ErrorCode>([
      ...always,
      ...(endpoint.action === "public"
        ? (["both_credentials", "csrf_refused"] as const)
        : withSession),
      ...(endpoint.body
        ? (["unsupported_media_type", "payload_too_large"] as const)
        : []),
      ...(endpoint.body || endpoint.query
        ? (["invalid_request"] as const)
        : []),
      ...(endpoint.ifMatch
        ? (["precondition_required", "version_conflict"] as const)
        : []),
      ...(endpoint.idempotent
        ? ([
            "idempotency_key_required",
            "idempotency_in_flight",
            "idempotency_key_reused",
          ] as const)
        : []),
      ...(endpoint.errors ?? []),
    ]),
  ];
}

const problemSchema = {
  type: "object",
  required: ["type", "title", "status", "code"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(problems) },
    detail: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: {
          pointer: { type: "string" },
          detail: { type: "string" },
        },
      },
    },
  },
};

type Schema = {
  properties?: Record<string, unknown>;
  required?: readonly string[];
};

function parametersOf(endpoint: Endpoint): unknown[] {
  const group = (schema: unknown, place: string): unknown[] => {
    const { properties = {}, required = [] } = (schema ?? {}) as Schema;
    return Object.entries(properties).map(([name, member]) => ({
      name,
      in: place,
      required: place === "path" || required.includes(name),
      schema: member,
    }));
  };
  const header = (name: string, description: string): unknown => ({
    name,
    in: "header",
    required: true,
    schema: { type: "string" },
    description,
  });
  return [
    ...group(endpoint.params, "path"),
    ...group(endpoint.query, "query"),
    ...(endpoint.ifMatch
      ? [header("If-Match", "the ETag of the version you saw")]
      : []),
    ...(endpoint.idempotent
      ? [header("Idempotency-Key", "any text of your own, new for each effect")]
      : []),
  ];
}

function answersOf(endpoint: Endpoint): Record<string, unknown> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codesOf(endpoint)) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const schemas = [
    ...(endpoint.answer ? [endpoint.answer] : []),
    ...Object.values(endpoint.answerFor ?? {}),
  ];
  const content =
    endpoint.media !== undefined
      ? Object.fromEntries(
          [endpoint.media]
            .flat()
            .map((media) => [
              media,
              { schema: { type: "string", format: "binary" } },
            ]),
        )
      : schemas.length > 0
        ? {
            "application/json": {
              schema: schemas.length === 1 ? schemas[0] : { anyOf: schemas },
            },
          }
        : undefined;
  const answers: Record<string, unknown> = {
    [endpoint.status]: {
      description: endpoint.summary,
      ...(content ? { content } : {}),
    },
  };
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b))
    answers[status] = {
      description: codes.join(", "),
      content: {
        "application/problem+json": {
          schema: { $ref: "#/components/schemas/Problem" },
        },
      },
    };
  return answers;
}

function describe(endpoint: Endpoint): string {
  const who =
    endpoint.action === "public"
      ? "Anyone."
      : `Roles: ${permissions[endpoint.action].join(", ")}.`;
  return endpoint.description ? `${endpoint.description}\n\n${who}` : who;
}

/** The OpenAPI 3.1 document of the endpoints, made from the contract alone. */
export function openApiDocument(
  endpoints: readonly Endpoint[],
  version: string,
): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const path = `/api/v1${endpoint.path.replace(/:(\w+)/g, "{$1}")}`;
    paths[path] ??= {};
    paths[path][endpoint.method.toLowerCase()] = {
      operationId: endpoint.id,
      tags: [endpoint.tag],
      summary: endpoint.summary,
      description: describe(endpoint),
      parameters: parametersOf(endpoint),
      ...(endpoint.body
        ? {
            requestBody: {
              required: true,
              content: { "application/json": { schema: endpoint.body } },
            },
          }
        : {}),
      responses: answersOf(endpoint),
      security:
        endpoint.action === "public" ? [] : [{ token: [] }, { cookie: [] }],
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Chartroom",
      version,
      description:
        "Clinic management. Sign in with POST /api/v1/sessions and mode `token`, then send `Authorization: Bearer <token>`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        cookie: { type: "apiKey", in: "cookie", name: "chartroom_session" },
      },
    },
  };
}
