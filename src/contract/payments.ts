import Type from "typebox";
import { endpoint } from "./endpoint.ts";
import {
  Balance,
  Payment,
  PaymentAfterReceipt,
  PaymentForPatient,
  PaymentMethod,
  PaymentStatus,
  PaymentWithReceipts,
  PaymentWithReceiptsForPatient,
  Takings,
} from "./payment-shapes.ts";
import {
  BigId,
  Fields,
  Id,
  IdPath,
  Instant,
  Line,
  Money,
  Nullable,
  PageOf,
  pageQuery,
  Reason,
  WallDate,
} from "./types.ts";

const tag = "payments";

export const createPayment = endpoint({
  id: "createPayment",
  method: "POST",
  path: "/payments",
  tag,
  summary: "Write down an amount due for a visit",
  action: "payments.write",
  body: Fields({
    appointment_id: Id,
    amount: Money,
    payment_method: PaymentMethod,
    insurance_provider: Type.Optional(Nullable(Line(255))),
    policy_number: Type.Optional(Nullable(Line(100))),
  }),
  status: 201,
  answer: Payment,
  etag: true,
  idempotent: true,
});

export const getPayment = endpoint({
  id: "getPayment",
  method: "GET",
  path: "/payments/:id",
  tag,
  summary: "One amount due with its receipts",
  action: "payments.read",
  params: IdPath,
  status: 200,
  answer: PaymentWithReceipts,
  answerFor: { patient: PaymentWithReceiptsForPatient },
  etag: true,
});

const pages = {
  status: 200 as const,
  answer: PageOf(Payment),
  answerFor: { patient: PageOf(PaymentForPatient) },
};

export const listPayments = endpoint({
  id: "listPayments",
  method: "GET",
  path: "/payments",
  tag,
  summary: "Amounts due, newest first",
  description: "`from` and `to` are dates of the visits, both included.",
  action: "payments.read",
  query: Fields({
    ...pageQuery,
    status: Type.Optional(PaymentStatus),
    from: Type.Optional(WallDate),
    to: Type.Optional(WallDate),
    include_voided: Type.Optional(Type.Boolean({ default: false })),
  }),
  ...pages,
  errors: ["invalid_time"],
});

export const listVisitPayments = endpoint({
  id: "listVisitPayments",
  method: "GET",
  path: "/appointments/:id/payments",
  tag,
  summary: "What is due for one visit, voided lines included",
  action: "payments.read",
  params: IdPath,
  query: Fields(pageQuery),
  ...pages,
});

export const listPatientPayments = endpoint({
  id: "listPatientPayments",
  method: "GET",
  path: "/patients/:id/payments",
  tag,
  summary: "What is due from one patient, voided lines included",
  action: "payments.read",
  params: IdPath,
  query: Fields(pageQuery),
  ...pages,
});

export const getPatientBalance = endpoint({
  id: "getPatientBalance",
  method: "GET",
  path: "/patients/:id/balance",
  tag,
  summary: "Due, paid and open, in total and by visit; without voided lines",
  action: "payments.read",
  params: IdPath,
  status: 200,
  answer: Balance,
});

export const receivePayment = endpoint({
  id: "receivePayment",
  method: "POST",
  path: "/payments/:id/receipts",
  tag,
  summary: "Take money; more than is still due is refused",
  action: "payments.write",
  params: IdPath,
  body: Fields({
    amount: Money,
    payment_method: PaymentMethod,
    received_at: Type.Optional(Instant),
  }),
  status: 201,
  answer: PaymentAfterReceipt,
  etag: true,
  ifMatch: true,
  idempotent: true,
  errors: ["overpayment", "transition_refused"],
});

export const refundPayment = endpoint({
  id: "refundPayment",
  method: "POST",
  path: "/payments/:id/refunds",
  tag,
  summary: "Give money back by a reversing receipt",
  action: "payments.write",
  params: IdPath,
  body: Fields({
    receipt_id: BigId,
    amount: Money,
    payment_method: Type.Optional(PaymentMethod),
    reason: Reason,
  }),
  status: 201,
  answer: PaymentAfterReceipt,
  etag: true,
  ifMatch: true,
  idempotent: true,
  errors: ["refused_by_rule", "transition_refused"],
});

export const voidPayment = endpoint({
  id: "voidPayment",
  method: "POST",
  path: "/payments/:id/void",
  tag,
  summary: "Take back a line entered by mistake, while no money is on it",
  action: "payments.void",
  params: IdPath,
  body: Fields({ reason: Reason }),
  status: 200,
  answer: Payment,
  etag: true,
  ifMatch: true,
  idempotent: true,
  errors: ["transition_refused"],
});

export const getTakings = endpoint({
  id: "getTakings",
  method: "GET",
  path: "/takings",
  tag,
  summary: "A day's money by location, method and person",
  description:
    "The day is the location's own, in its time zone; today when absent.",
  action: "payments.takings",
  query: Fields({
    date: Type.Optional(WallDate),
    location_id: Type.Optional(Id),
  }),
  status: 200,
  answer: Takings,
  errors: ["invalid_time"],
});

export const printReceipt = endpoint({
  id: "printReceipt",
  method: "POST",
  path: "/receipts/:id/print",
  tag,
  summary: "The receipt as PDF, the same bytes every time",
  action: "payments.read",
  params: Fields({ id: BigId }),
  status: 200,
  media: "application/pdf",
});

export const paymentEndpoints = [
  createPayment,
  getPayment,
  listPayments,
  listVisitPayments,
  listPatientPayments,
  getPatientBalance,
  receivePayment,
  refundPayment,
  voidPayment,
  getTakings,
  printReceipt,
];
