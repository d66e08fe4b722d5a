import type { RelationTo } from "./kernel/care-relation.ts";
import type { Clock } from "./kernel/clock.ts";
import type { RecordRead, Transact } from "./kernel/transact.ts";
import { moneyMovementService } from "./modules/payments/money-movement.service.ts";
import { moneySummaryRepository } from "./modules/payments/money-summary.repository.ts";
import { moneySummaryService } from "./modules/payments/money-summary.service.ts";
import { paymentRepository } from "./modules/payments/payment.repository.ts";
import type { PaymentServices } from "./modules/payments/payment.routes.ts";
import { paymentService } from "./modules/payments/payment.service.ts";
import { receiptPrintService } from "./modules/payments/receipt-print.service.ts";
import { receiptRepository } from "./modules/payments/receipt.repository.ts";
import type { Sql } from "./storage/database.ts";
import { printedDocuments } from "./storage/printed-documents.ts";

export interface PaymentTools {
  readonly db: Sql;
  readonly clock: Clock;
  readonly record: RecordRead;
  readonly relationTo: RelationTo;
  readonly bind: <R>(repositories: (db: Sql) => R) => Transact<R>;
  /** ISO 4217 code. */
  readonly currency: string;
}

/** Amounts due, money received, sums and receipts, wired. */
export function composePayments(tools: PaymentTools): PaymentServices {
  const { db, bind, ...shared } = tools;
  const repositories = (tx: Sql) => ({
    payments: paymentRepository(tx),
    receipts: receiptRepository(tx),
  });
  const needs = { ...shared, ...repositories(db) };
  const writing = { ...needs, transact: bind(repositories) };
  return {
    payments: paymentService(writing),
    movements: moneyMovementService(writing),
    summaries: moneySummaryService({
      ...needs,
      summaries: moneySummaryRepository(db),
    }),
    prints: receiptPrintService({
      ...needs,
      printed: printedDocuments(db),
      transact: bind((tx) => ({ printed: printedDocuments(tx) })),
    }),
  };
}
