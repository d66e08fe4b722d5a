import type { Static, TSchema } from "typebox";
import type { ErrorCode } from "./errors.ts";
import type { Action, Role } from "./permissions.ts";

export type Media = "application/pdf" | "text/csv" | "application/x-ndjson";

/**
 * One operation of the API: the single source for validation, permission, OpenAPI,
 * the typed client and the permission matrix under test.
 */
export interface Endpoint<
  Path extends TSchema = TSchema,
  Query extends TSchema = TSchema,
  Body extends TSchema = TSchema,
  Answer extends TSchema = TSchema,
> {
  /** camelCase operationId. */
  readonly id: string;
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below `/api/v1`, parameters as `:name`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** The row of the permission table, or `public`: no session needed. */
  readonly action: Action | "public";
  /** Reachable with a session that is locked, or still waits for its second factor. */
  readonly unfinishedSession?: boolean;
  readonly params?: Path;
  readonly query?: Query;
  readonly body?: Body;
  readonly status: 200 | 201 | 202 | 204;
  /** Fields that leave. Nothing else does, whatever the handler returns. */
  readonly answer?: Answer;
  /** Narrower answers for some roles; the role acted in decides. */
  readonly answerFor?: Partial<Record<Role, TSchema>>;
  /** Set for a file instead of JSON; the first unless the handler names another of them. */
  readonly media?: Media | readonly Media[];
  /** Answers carry an ETag made of `row_version`. */
  readonly etag?: boolean;
  /** If-Match is required. */
  readonly ifMatch?: boolean;
  /** Idempotency-Key is required. */
  readonly idempotent?: boolean;
  /** Codes beyond the ones any endpoint may answer. */
  readonly errors?: readonly ErrorCode[];
}

/** Declares an endpoint and keeps the types of its schemas. */
export function endpoint<
  Path extends TSchema,
  Query extends TSchema,
  Body extends TSchema,
  Answer extends TSchema,
>(
  definition: Endpoint<Path, Query, Body, Answer>,
): Endpoint<Path, Query, Body, Answer> {
  return definition;
}

/** What a handler is given: parsed by the contract, typed by it. */
export interface Input<E extends Endpoint> {
  readonly params: E extends Endpoint<infer P> ? Static<P> : never;
  readonly query: E extends Endpoint<TSchema, infer Q> ? Static<Q> : never;
  readonly body: E extends Endpoint<TSchema, TSchema, infer B>
    ? Static<B>
    : never;
}

export type Answer<E extends Endpoint> =
  E extends Endpoint<TSchema, TSchema, TSchema, infer A> ? Static<A> : never;
