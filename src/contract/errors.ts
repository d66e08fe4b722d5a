/**
 * The whole error catalogue: code, HTTP status, title.
 * A code is stable; the title is the same for every occurrence (RFC 9457).
 * The status is decided here and nowhere else.
 */
export const problems = {
  malformed_request: { status: 400, title: "The request could not be read" },
  both_credentials: {
    status: 400,
    title: "Send a cookie or a token, never both",
  },
  idempotency_key_required: {
    status: 400,
    title: "This request needs an Idempotency-Key header",
  },
  sign_in_required: { status: 401, title: "Sign in first" },
  sign_in_failed: { status: 401, title: "E-mail or password is wrong" },
  session_locked: { status: 401, title: "The session is locked" },
  second_factor_required: {
    status: 401,
    title: "The second factor is still missing",
  },
  second_factor_failed: { status: 401, title: "That code is not valid" },
  reauthentication_required: {
    status: 401,
    title: "Confirm your password for this",
  },
  forbidden: { status: 403, title: "Your role does not allow this" },
  csrf_refused: { status: 403, title: "The request came from another site" },
  not_found: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "Something else already stands there" },
  doctor_busy: { status: 409, title: "The doctor has another visit then" },
  patient_busy: { status: 409, title: "The patient has another visit then" },
  transition_refused: {
    status: 409,
    title: "The record is not in a state that allows this",
  },
  possible_duplicate: {
    status: 409,
    title: "This may be somebody already registered",
  },
  email_taken: { status: 409, title: "The e-mail is in use" },
  license_taken: { status: 409, title: "The license number is in use" },
  idempotency_in_flight: {
    status: 409,
    title: "The first request with this key is still running",
  },
  version_conflict: {
    status: 412,
    title: "Somebody else changed it in the meantime",
  },
  payload_too_large: { status: 413, title: "The request is too large" },
  unsupported_media_type: { status: 415, title: "Send application/json" },
  invalid_request: { status: 422, title: "Some fields need another value" },
  invalid_time: { status: 422, title: "That time is not possible" },
  local_time_missing: {
    status: 422,
    title: "That local time does not exist on that day",
  },
  outside_hours: {
    status: 422,
    title: "The doctor does not work there at that time",
  },
  doctor_away: { status: 422, title: "The doctor is away at that time" },
  location_closed: { status: 422, title: "The location is closed then" },
  doctor_inactive: { status: 422, title: "The doctor takes no visits" },
  location_inactive: { status: 422, title: "The location is not in use" },
  patient_inactive: { status: 422, title: "The patient record is inactive" },
  in_the_past: { status: 422, title: "That time has passed" },
  reason_required: { status: 422, title: "This needs a reason" },
  refused_by_rule: { status: 422, title: "A rule of the clinic refuses this" },
  allergy_warning: {
    status: 422,
    title: "The medication matches a recorded allergy",
  },
  no_refills_left: { status: 422, title: "No refills are left" },
  overpayment: { status: 422, title: "That is more than is still due" },
  idempotency_key_reused: {
    status: 422,
    title: "The key was used with another request",
  },
  weak_password: { status: 422, title: "Choose another password" },
  code_not_valid: { status: 422, title: "The code is wrong, used or expired" },
  precondition_required: {
    status: 428,
    title: "Send If-Match with the version you saw",
  },
  too_many_requests: { status: 429, title: "Too many requests" },
  internal_error: { status: 500, title: "Something went wrong on our side" },
  busy: { status: 503, title: "Too busy just now; try again" },
  outcome_unknown: {
    status: 503,
    title: "The connection broke; repeat with the same key",
  },
  unavailable: { status: 503, title: "The database cannot be reached" },
  shutting_down: { status: 503, title: "The server is stopping" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof problems;

/** One fault of a request: `pointer` is a JSON pointer into the body, or `query/name`, `path/name`, `header/name`. */
export interface FieldFault {
  readonly pointer: string;
  readonly detail: string;
}
