import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Endpoint } from "#contract/endpoint.ts";
import type { Idempotency } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";

/** The version in If-Match, or undefined. @throws ClinicError `precondition_required`, `malformed_request` */
export function ifMatchOf(
  request: FastifyRequest,
  endpoint: Endpoint,
): number | undefined {
  const header = request.headers["if-match"];
  if (header === undefined) {
    if (endpoint.ifMatch) throw new ClinicError("precondition_required");
    return undefined;
  }
  if (!endpoint.ifMatch) return undefined;
  const version = /^"([1-9]\d{0,9})"$/.exec(header.trim())?.[1];
  if (version === undefined)
    throw new ClinicError("malformed_request", undefined, {
      errors: [
        {
          pointer: "header/if-match",
          detail: 'must be the ETag you were given, e.g. "3"',
        },
      ],
    });
  return Number(version);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

/** The idempotency key of a request. @throws ClinicError `idempotency_key_required`, `malformed_request` */
export function idempotencyOf(
  request: FastifyRequest,
  endpoint: Endpoint,
): Idempotency | undefined {
  if (!endpoint.idempotent) return undefined;
  const key = request.headers["idempotency-key"];
  if (typeof key !== "string" || key === "")
    throw new ClinicError("idempotency_key_required");
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw new ClinicError("malformed_request", undefined, {
      errors: [
        {
          pointer: "header/idempotency-key",
          detail: "must be 1 to 200 visible ASCII characters",
        },
      ],
    });
  const text = JSON.stringify([
    request.params ?? null,
    request.headers["if-match"] ?? null,
    sorted(request.body ?? null),
  ]);
  return {
    route: `${endpoint.method} ${endpoint.path}`,
    key,
    request_hash: createHash("sha256").update(text).digest(),
  };
}
