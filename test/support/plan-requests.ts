import type { Role } from "#contract/permissions.ts";

export interface PlanRequest {
  /** The page it is written on. */
  readonly page: string;
  readonly role: Role;
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly body?: object;
  readonly if_match?: number;
}

/** Rows of the demo that the requests name. */
export interface PlanIds {
  readonly payment_id: number;
  readonly receipt_id: number;
  readonly visit_ahead: number;
  readonly visit_version: number;
}

const get = (page: string, role: Role, ...paths: string[]): PlanRequest[] =>
  paths.map((path) => ({ page, role, method: "GET", path }));
const post = (
  page: string,
  role: Role,
  path: string,
  body?: object,
  if_match?: number,
): PlanRequest => ({
  page,
  role,
  method: "POST",
  path,
  ...(body ? { body } : {}),
  ...(if_match ? { if_match } : {}),
});
const find = (q: string): PlanRequest =>
  post("patients", "front_desk", "/patients/search", { q });

const person = {
  first_name: "Jane",
  last_name: "Doe",
  date_of_birth: "1985-03-12",
  gender: "Female",
  phone: "555-0142",
  email: "jane@plan.example",
};
const page2 = (keys: object): string =>
  Buffer.from(JSON.stringify(keys)).toString("base64url");

/** What a clinic asks all day: every list, search and board, and the writes that many do at once. */
export const planRequests = (ids: PlanIds): PlanRequest[] => [
  ...get("accounts", "admin", "/accounts", "/accounts?role=doctor"),
  ...get("accounts", "admin", "/accounts/3", "/sessions"),

  find("jane doe"),
  find("jnae deo"),
  find("ja"),
  find("555-0142"),
  find("jane.doe@example.com"),
  find("1985-03-12"),
  find("42"),
  post("patients", "front_desk", "/patients/duplicates", person),
  post("patients", "front_desk", "/patients", {
    ...person,
    not_the_same_person: true,
  }),
  ...get("patients", "front_desk", "/patients/42", "/patients/42/contacts"),
  ...get("patients", "doctor", "/patients/42"),
  ...get("patients", "front_desk", "/patients/42/consents"),
  {
    page: "patients",
    role: "front_desk",
    method: "PATCH",
    path: "/patients/42",
    body: { last_name: "Doe-Lind" },
    if_match: 1,
  },
  ...get("patients", "front_desk", "/patients/import/1"),
  ...get("patients", "front_desk", "/patients/import/1/errors"),
  ...get("break-glass", "doctor", "/break-glass"),
  ...get("break-glass", "compliance", "/break-glass/grants"),
  ...get("break-glass", "compliance", "/break-glass/grants?open=true"),
  ...get("break-glass", "compliance", "/break-glass/grants?patient_id=42"),
  ...get("break-glass", "compliance", "/break-glass/grants?doctor_id=18"),
  ...get(
    "break-glass",
    "compliance",
    "/break-glass/grants?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z",
  ),

  ...get("doctors-and-locations", "front_desk", "/locations", "/doctors"),
  ...get("doctors-and-locations", "front_desk", "/doctors?location_id=3"),
  ...get("doctors-and-locations", "front_desk", "/doctors/18/hours"),
  ...get("doctors-and-locations", "front_desk", "/doctors/18/time-off"),
  ...get("doctors-and-locations", "front_desk", "/doctors/18/covers"),
  ...get("doctors-and-locations", "front_desk", "/locations/3/closures"),
  ...get("worklist", "front_desk", "/worklist", "/worklist?doctor_id=18"),
  ...get("worklist", "front_desk", "/worklist?location_id=3"),

  ...get(
    "boards-and-free-slots",
    "front_desk",
    "/locations/3/day?date=2026-03-25",
  ),
  ...get("boards-and-free-slots", "doctor", "/doctors/18/day?date=2026-03-25"),
  ...get("boards-and-free-slots", "doctor", "/doctors/18/version"),
  ...get(
    "boards-and-free-slots",
    "front_desk",
    "/doctors/18/free-slots?from=2026-03-26&to=2026-04-08",
  ),
  post("boards-and-free-slots", "front_desk", "/free-slots/search", {
    location_ids: [3],
    from: "2026-03-26",
    to: "2026-03-28",
  }),

  ...get("appointments", "front_desk", "/appointments/156"),
  ...get("appointments", "front_desk", "/appointments?doctor_id=18"),
  ...get(
    "appointments",
    "front_desk",
    `/appointments?doctor_id=18&from=2026-03-01&cursor=${page2({ date: "2026-03-20", time: "10:00:00", id: 5 })}`,
  ),
  ...get(
    "appointments",
    "billing",
    "/appointments?location_id=3&from=2026-03-25&to=2026-03-25&status=Completed",
  ),
  ...get("appointments", "patient", "/appointments"),
  ...get("appointments", "front_desk", "/patients/42/appointments"),
  post("appointments", "front_desk", "/appointments", {
    doctor_id: 18,
    patient_id: 42,
    location_id: 3,
    appointment_date: "2026-05-20",
    start_time: "21:00",
    end_time: "21:30",
    override_reason: "for its plan",
  }),
  post(
    "appointments",
    "front_desk",
    `/appointments/${ids.visit_ahead}/reschedule`,
    {
      appointment_date: "2026-05-21",
      start_time: "21:00",
      end_time: "21:30",
      override_reason: "for its plan",
    },
    ids.visit_version,
  ),
  post(
    "appointments",
    "front_desk",
    `/appointments/${ids.visit_ahead}/cancel`,
    { cancellation_reason: "for its plan" },
    ids.visit_version + 1,
  ),

  ...get("prescriptions", "doctor", "/prescriptions/89"),
  ...get("prescriptions", "doctor", "/prescriptions/89/versions"),
  ...get("prescriptions", "doctor", "/patients/42/prescriptions"),
  ...get("prescriptions", "doctor", "/patients/42/prescriptions?active=true"),
  ...get("prescriptions", "front_desk", "/appointments/156/prescriptions"),
  post("prescriptions", "doctor", "/prescriptions/89/refill", undefined, 2),

  ...get("payments", "billing", "/payments", "/payments?status=Pending"),
  ...get("payments", "billing", "/payments?from=2026-03-24&to=2026-03-24"),
  ...get(
    "payments",
    "billing",
    "/payments?status=Insurance%20Pending&from=2026-03-01&to=2026-03-24&include_voided=true",
    `/payments?cursor=${page2({ id: 500 })}`,
  ),
  ...get("payments", "billing", `/payments/${ids.payment_id}`),
  ...get("payments", "billing", "/appointments/156/payments"),
  ...get("payments", "patient", "/patients/42/payments"),
  ...get("payments", "billing", "/patients/42/balance"),
  ...get("payments", "billing", "/takings?date=2026-03-24"),
  ...get("payments", "billing", "/takings?date=2026-03-24&location_id=3"),
  post(
    "payments",
    "front_desk",
    `/payments/${ids.payment_id}/receipts`,
    { amount: "0.01", payment_method: "Cash" },
    1,
  ),
  post("payments", "billing", `/receipts/${ids.receipt_id}/print`),

  ...get("audit-logs", "compliance", "/audit-logs"),
  ...get("audit-logs", "compliance", "/audit-logs?patient_id=42"),
  ...get(
    "audit-logs",
    "compliance",
    "/audit-logs?actor_type=doctor&actor_id=18",
  ),
  ...get("audit-logs", "compliance", "/audit-logs?event_type=patient_viewed"),
  ...get(
    "audit-logs",
    "compliance",
    "/audit-logs?from=2026-03-03T00:00:00Z&to=2026-03-03T06:00:00Z",
    "/audit-logs?event_type=payment_received&from=2026-03-03T00:00:00Z&to=2026-03-04T00:00:00Z",
    "/audit-logs/000000000000000000000042",
  ),
  ...get("audit-logs", "patient", "/patients/42/who-saw"),
  ...get("audit-logs", "compliance", "/patients/42/who-saw"),
];
