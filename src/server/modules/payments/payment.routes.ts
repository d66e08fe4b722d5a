import {
  createPayment,
  getPatientBalance,
  getPayment,
  getTakings,
  listPatientPayments,
  listPayments,
  listVisitPayments,
  printReceipt,
  receivePayment,
  refundPayment,
  voidPayment,
} from "#contract/payments.ts";
import { Reply, route, type Route } from "#server/kernel/route.ts";
import type { MoneyMovementService } from "./money-movement.service.ts";
import type { MoneySummaryService } from "./money-summary.service.ts";
import type { PaymentService } from "./payment.service.ts";
import type { ReceiptPrintService } from "./receipt-print.service.ts";

export interface PaymentServices {
  readonly payments: PaymentService;
  readonly movements: MoneyMovementService;
  readonly summaries: MoneySummaryService;
  readonly prints: ReceiptPrintService;
}

export function paymentRoutes(services: PaymentServices): Route[] {
  const { payments, movements, summaries, prints } = services;
  return [
    route(createPayment, (call, { body }) => payments.create(call, body)),
    route(getPayment, (call, { params }) => payments.get(call, params.id)),
    route(listPayments, (call, { query }) => payments.list(call, query)),
    route(listVisitPayments, (call, { params, query }) =>
      payments.ofVisit(call, params.id, query),
    ),
    route(listPatientPayments, (call, { params, query }) =>
      payments.ofPatient(call, params.id, query),
    ),
    route(getPatientBalance, (call, { params }) =>
      summaries.balance(call, params.id),
    ),
    route(receivePayment, (call, { params, body }) =>
      movements.receive(call, params.id, body),
    ),
    route(refundPayment, (call, { params, body }) =>
      movements.refund(call, params.id, body),
    ),
    route(voidPayment, (call, { params, body }) =>
      movements.void(call, params.id, body.reason),
    ),
    route(getTakings, (call, { query }) => summaries.takings(call, query)),
    route(printReceipt, async (call, { params }) => {
      const { pdf, file_name } = await prints.print(call, params.id);
      return new Reply(pdf, { file_name });
    }),
  ];
}
