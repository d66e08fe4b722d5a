import type { Input } from "#contract/endpoint.ts";
import type { receivePayment, refundPayment } from "#contract/payments.ts";
import type {
  Payment,
  PaymentAfterReceipt,
  Receipt,
} from "#contract/payment-shapes.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import { seenVersion, type Call } from "#server/kernel/call.ts";
import { changesBetween } from "#server/kernel/changes.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { instantToSql } from "#server/kernel/instants.ts";
import { formatCents } from "#server/kernel/money.ts";
import type { AuditTrail } from "#server/kernel/transact.ts";
import { aboutPayment } from "./payment-audit.ts";
import {
  refuseOverpayment,
  requireInsurance,
  statusOf,
} from "./payment-status.rules.ts";
import { requireReach } from "./payment.policy.ts";
import type { FoundPayment } from "./payment.repository.ts";
import {
  positiveCents,
  type PaymentRepositories,
  type PaymentServiceNeeds,
} from "./payment.service.ts";
import { receivedAt, receivedLast } from "./received-at.rules.ts";
import { leftOf } from "./refund.rules.ts";
import { totalCents } from "./totals.rules.ts";

type Received = Input<typeof receivePayment>["body"];
type Refund = Input<typeof refundPayment>["body"];
type Tx = PaymentRepositories & AuditTrail;

/** Money on a line. The line's row is the queue: each movement takes it first, so that sums cannot race. */
export function moneyMovementService(needs: PaymentServiceNeeds) {
  const { payments, relationTo, transact, record, clock } = needs;

  const reach = async (call: Call, id: number): Promise<FoundPayment> => {
    const found = await payments.find(id);
    await requireReach(call, found?.patient_id, relationTo);
    return found!;
  };

  /** A refusal that says what is due or left shows money of the patient: a read like any other. */
  const told =
    (call: Call, line: FoundPayment) =>
    async (error: unknown): Promise<never> => {
      if (
        error instanceof ClinicError &&
        ("still_due" in error.extras || "left" in error.extras)
      )
        await record(call, {
          event_type: "payment_refused",
          action: error.code,
          ...aboutPayment(line),
          outcome: "refused",
        });
      throw error;
    };

  /** The line as it stands, held until the end of the transaction. */
  const claim = async (
    tx: Tx,
    call: Call,
    id: number,
  ): Promise<FoundPayment> => {
    if (!(await tx.payments.claim(id, seenVersion(call))))
      throw new ClinicError("version_conflict");
    const line = (await tx.payments.find(id))!;
    if (line.voided_at !== null)
      throw new ClinicError("transition_refused", "The line was voided.");
    return line;
  };

  /** Brings status and payment date in line with the receipts, and tells the audit. */
  const settle = async (
    tx: Tx,
    before: FoundPayment,
    receipt_id: number,
    event: { event_type: string; action: string; reason: string | null },
  ): Promise<PaymentAfterReceipt> => {
    const receipts = await tx.receipts.ofPayment(before.id);
    const paid = receipts.reduce((sum, one) => sum + totalCents(one.amount), 0);
    const payment_status = statusOf(
      paid,
      totalCents(before.amount),
      before.payment_method,
    );
    await tx.payments.settle(before.id, {
      payment_status,
      payment_date:
        payment_status === "Completed" ? receivedLast(receipts) : null,
    });
    const after = (await tx.payments.find(before.id))!;
    const receipt = receipts.find((one) => one.id === receipt_id) as Receipt;
    const { target, context } = aboutPayment(before);
    const changes = changesBetween(before, after, event.reason);
    tx.audit({
      event_type: event.event_type,
      action: event.action,
      target,
      context: { ...context, receipt_id },
      changes: {
        ...changes,
        after: {
          ...changes.after,
          receipt_amount: receipt.amount,
          receipt_method: receipt.payment_method,
        },
      },
    });
    return { ...after, receipt };
  };

  return {
    async receive(
      call: Call,
      id: number,
      received: Received,
    ): Promise<PaymentAfterReceipt> {
      requirePermission(call.actor, "payments.write");
      const line = await reach(call, id);
      const amount = positiveCents(received.amount);
      const at = receivedAt(received.received_at, clock.now());
      return transact(call, async (tx) => {
        const before = await claim(tx, call, id);
        requireInsurance({
          ...before,
          payment_method: received.payment_method,
        });
        refuseOverpayment(amount, {
          paid: totalCents(before.paid),
          amount: totalCents(before.amount),
        });
        const receipt_id = await tx.receipts.insert({
          payment_id: id,
          amount: formatCents(amount),
          payment_method: received.payment_method,
          received_at: instantToSql(at),
          received_by_account_id: call.actor.account_id,
          reverses_receipt_id: null,
          reason: null,
        });
        return settle(tx, before, receipt_id, {
          event_type: "payment_received",
          action: "received",
          reason: null,
        });
      }).catch(told(call, line));
    },

    async refund(
      call: Call,
      id: number,
      refund: Refund,
    ): Promise<PaymentAfterReceipt> {
      requirePermission(call.actor, "payments.write");
      const line = await reach(call, id);
      const amount = positiveCents(refund.amount);
      const now = clock.now();
      return transact(call, async (tx) => {
        const before = await claim(tx, call, id);
        const receipts = await tx.receipts.ofPayment(id);
        const { receipt, left } = leftOf(refund.receipt_id, receipts);
        if (amount > left)
          throw new ClinicError(
            "refused_by_rule",
            "That is more than the receipt has left.",
            { left: formatCents(left) },
          );
        const receipt_id = await tx.receipts.insert({
          payment_id: id,
          amount: formatCents(-amount),
          payment_method: refund.payment_method ?? receipt.payment_method,
          received_at: instantToSql(now),
          received_by_account_id: call.actor.account_id,
          reverses_receipt_id: receipt.id,
          reason: refund.reason,
        });
        return settle(tx, before, receipt_id, {
          event_type: "payment_refunded",
          action: "refunded",
          reason: refund.reason,
        });
      }).catch(told(call, line));
    },

    async void(call: Call, id: number, reason: string): Promise<Payment> {
      requirePermission(call.actor, "payments.void");
      await reach(call, id);
      const voided_at = instantToSql(clock.now());
      return transact(call, async (tx) => {
        const before = await claim(tx, call, id);
        if (totalCents(before.paid) !== 0)
          throw new ClinicError(
            "transition_refused",
            "Give back what was paid first.",
          );
        await tx.payments.settle(id, {
          voided_at,
          void_reason: reason,
          voided_by_account_id: call.actor.account_id,
        });
        const after = (await tx.payments.find(id))!;
        tx.audit({
          event_type: "payment_voided",
          action: "voided",
          ...aboutPayment(before),
          changes: changesBetween(before, after, reason),
        });
        return after;
      });
    },
  };
}

export type MoneyMovementService = ReturnType<typeof moneyMovementService>;
