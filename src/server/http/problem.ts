import type { FastifyError, FastifyReply } from "fastify";
import { problems, type ErrorCode, type FieldFault } from "#contract/errors.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";

/** An RFC 9457 document. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
  readonly [member: string]: unknown;
}

/** The problem document of a code. */
export function toProblem(error: ClinicError): Problem {
  const { status, title } = problems[error.code];
  const { retry_after: _, ...extras } = error.extras;
  return {
    type: `urn:chartroom:problem:${error.code}`,
    title,
    status,
    code: error.code,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...extras,
  };
}

export function sendProblem(reply: FastifyReply, error: ClinicError): void {
  const problem = toProblem(error);
  const retryAfter =
    error.extras.retry_after ?? (problem.status === 503 ? 2 : undefined);
  if (retryAfter !== undefined) reply.header("retry-after", String(retryAfter));
  if (problem.status === 401) reply.header("www-authenticate", "Bearer");
  reply
    .status(problem.status)
    .header("cache-control", "no-store")
    .type("application/problem+json")
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}

const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
  FST_ERR_CTP_BODY_TOO_LARGE: "payload_too_large",
};

interface ValidationDetail {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Record<string, unknown>;
}

/** Faults as pointers. Says what was expected; never repeats the value that came. */
function faultsOf(
  validation: readonly ValidationDetail[],
  context: string,
): FieldFault[] {
  return validation.slice(0, 20).map((one) => {
    const property =
      one.params["additionalProperty"] ?? one.params["missingProperty"];
    const path =
      one.keyword === "additionalProperties" || one.keyword === "required"
        ? `${one.instancePath}/${String(property).slice(0, 100)}`
        : one.instancePath;
    const detail =
      one.keyword === "additionalProperties"
        ? "is not a field of this request"
        : one.keyword === "required"
          ? "is missing"
          : one.keyword === "enum"
            ? `must be one of: ${(one.params["allowedValues"] as unknown[]).join(", ")}`
            : one.keyword === "pattern"
              ? "is not written as expected"
              : (one.message ?? "is not valid");
    return {
      pointer: context === "body" ? path || "/" : `${context}${path}`,
      detail,
    };
  });
}

/** Whatever was thrown, as a code of the catalogue. */
export function toClinicError(error: unknown): ClinicError {
  if (error instanceof ClinicError) return error;
  const fault = error as FastifyError & { kind?: string };
  if (fault.name === "StorageError" && fault.kind === "lost")
    return new ClinicError("unavailable");
  if (fault.name === "StorageError" && fault.kind === "retry")
    return new ClinicError("busy", undefined, { retry_after: 1 });
  if (fault.validation) {
    const context = fault.validationContext ?? "body";
    if (context === "params") return new ClinicError("not_found");
    return new ClinicError("malformed_request", undefined, {
      errors: faultsOf(
        fault.validation as unknown as ValidationDetail[],
        context === "querystring" ? "query" : context,
      ),
    });
  }
  const known = fastifyCodes[fault.code];
  if (known) return new ClinicError(known);
  if (
    typeof fault.statusCode === "number" &&
    fault.statusCode >= 400 &&
    fault.statusCode < 500
  )
    return new ClinicError(
      fault.statusCode === 404 ? "not_found" : "malformed_request",
    );
  return new ClinicError("internal_error");
}
