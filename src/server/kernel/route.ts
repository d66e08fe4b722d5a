import type { Answer, Endpoint, Input, Media } from "#contract/endpoint.ts";
import type { Call } from "./call.ts";

/** Cookie to set or clear with the answer; only sessions use it. */
export interface SessionCookie {
  readonly token: string | null;
  readonly max_age: number;
}

/** A handler's answer when it is more than the body. */
export class Reply<T> {
  readonly body: T;
  readonly extras: {
    readonly status?: number;
    readonly etag?: string;
    readonly cookie?: SessionCookie;
    readonly file_name?: string;
    /** Which of the media that the endpoint names. */
    readonly media?: Media;
  };
  constructor(body: T, extras: Reply<T>["extras"]) {
    this.body = body;
    this.extras = extras;
  }
}

type Handler<E extends Endpoint> = (
  call: Call,
  input: Input<E>,
) => Promise<Answer<E> | Reply<Answer<E> | Uint8Array | undefined>>;

/** An endpoint with the function that serves it; knows no transport. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly handle: (call: Call, input: never) => Promise<unknown>;
}

/** Ties a handler to its endpoint; types of input and answer come from the contract. */
export function route<E extends Endpoint>(
  endpoint: E,
  handle: Handler<E>,
): Route {
  return { endpoint, handle: handle as Route["handle"] };
}
