import type { ErrorCode, FieldFault } from "#contract/errors.ts";

export interface ErrorExtras {
  readonly errors?: readonly FieldFault[];
  /** Seconds after which trying again makes sense; becomes Retry-After. */
  readonly retry_after?: number;
  /** More members of the problem document, named in the contract. Never patient data. */
  readonly [member: string]: unknown;
}

/**
 * What went wrong, as a stable code of the catalogue. `detail` and extras reach the
 * client and the log, so they never hold patient data, SQL or values of a row.
 */
export class ClinicError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly extras: ErrorExtras;

  constructor(code: ErrorCode, detail?: string, extras: ErrorExtras = {}) {
    super(code);
    this.name = "ClinicError";
    this.code = code;
    this.detail = detail;
    this.extras = extras;
  }
}

/** A 422 that names one field. @param pointer JSON pointer, e.g. `/start_time`. */
export function invalidField(pointer: string, detail: string): ClinicError {
  return new ClinicError("invalid_request", undefined, {
    errors: [{ pointer, detail }],
  });
}
