import type { Input } from "#contract/endpoint.ts";
import type { createPayment, listPayments } from "#contract/payments.ts";
import type { Payment, PaymentWithReceipts } from "#contract/payment-shapes.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import type { RelationTo } from "#server/kernel/care-relation.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { formatCents, parseCents } from "#server/kernel/money.ts";
import { tidyOrNull } from "#server/kernel/text.ts";
import type { RecordRead, Transact } from "#server/kernel/transact.ts";
import { wallDate } from "#server/kernel/wall-time.ts";
import { aboutPayment } from "./payment-audit.ts";
import { requireInsurance, statusOf } from "./payment-status.rules.ts";
import { onlyPatient, requireReach } from "./payment.policy.ts";
import type { PaymentFilter, PaymentRepository } from "./payment.repository.ts";
import type { ReceiptRepository } from "./receipt.repository.ts";

export interface PaymentRepositories {
  readonly payments: PaymentRepository;
  readonly receipts: ReceiptRepository;
}

export interface PaymentServiceNeeds extends PaymentRepositories {
  readonly transact: Transact<PaymentRepositories>;
  readonly record: RecordRead;
  readonly relationTo: RelationTo;
  readonly clock: Clock;
}

type NewLine = Input<typeof createPayment>["body"];
type ListQuery = Input<typeof listPayments>["query"];
interface PageQuery {
  readonly cursor?: string;
  readonly limit?: number;
}

/** An amount above zero, in cents. @throws ClinicError `invalid_request` */
export function positiveCents(amount: string): number {
  const cents = parseCents(amount);
  if (cents === 0) throw invalidField("/amount", "must be more than 0.00");
  return cents;
}

function dayOf(text: string | undefined, pointer: string): string | undefined {
  if (text === undefined) return undefined;
  const date = wallDate(text, pointer);
  if (date < "1900-01-01")
    throw invalidField(pointer, "must not be before 1900");
  return date;
}

/** Amounts due: written by desk and billing, read by them and by the patient. */
export function paymentService(needs: PaymentServiceNeeds) {
  const { payments, receipts, relationTo, record } = needs;

  const listed = async (
    call: Call,
    filter: Omit<PaymentFilter, "limit"> & { limit?: number | undefined },
  ): Promise<Page<Payment>> => {
    const page = await payments.list({ ...filter, limit: filter.limit ?? 50 });
    const { patient_id, appointment_id } = filter;
    const patient_ids = [...new Set(page.items.map((one) => one.patient_id))];
    await record(call, {
      event_type: "payments_viewed",
      action: "listed",
      target: {
        type: "payment_list",
        id: null,
        patient_id: patient_id ?? null,
        patient_name:
          patient_id === undefined
            ? null
            : (page.items[0]?.patient_name ?? null),
      },
      context: {
        patient_ids,
        ...(appointment_id === undefined ? {} : { appointment_id }),
      },
    });
    return page;
  };

  return {
    async create(call: Call, line: NewLine): Promise<Payment> {
      requirePermission(call.actor, "payments.write");
      const visit = await payments.visit(line.appointment_id);
      if (!visit)
        throw new ClinicError("not_found", undefined, {
          errors: [{ pointer: "/appointment_id", detail: "no such visit" }],
        });
      await requireReach(call, visit.patient_id, relationTo);
      const amount = positiveCents(line.amount);
      const { payment_method } = line;
      const insurance = {
        insurance_provider: tidyOrNull(line.insurance_provider ?? null),
        policy_number: tidyOrNull(line.policy_number ?? null),
      };
      requireInsurance({ payment_method, ...insurance });
      return needs.transact(call, async (tx) => {
        const id = await tx.payments.insert({
          appointment_id: line.appointment_id,
          patient_id: visit.patient_id,
          amount: formatCents(amount),
          payment_method,
          payment_status: statusOf(0, amount, payment_method),
          ...insurance,
        });
        const made = (await tx.payments.find(id))!;
        tx.audit({
          event_type: "payment_created",
          action: "created",
          ...aboutPayment(made),
          changes: {
            after: {
              amount: made.amount,
              payment_method,
              payment_status: made.payment_status,
              ...insurance,
            },
          },
        });
        return made;
      });
    },

    async get(call: Call, id: number): Promise<PaymentWithReceipts> {
      requirePermission(call.actor, "payments.read");
      const found = await payments.find(id);
      await requireReach(call, found?.patient_id, relationTo);
      const all = await receipts.ofPayment(id);
      await record(call, {
        event_type: "payment_viewed",
        action: "viewed",
        ...aboutPayment(found!),
      });
      return { ...found!, receipts: all };
    },

    async list(call: Call, query: ListQuery): Promise<Page<Payment>> {
      requirePermission(call.actor, "payments.read");
      return listed(call, {
        patient_id: onlyPatient(call),
        status: query.status,
        from: dayOf(query.from, "query/from"),
        to: dayOf(query.to, "query/to"),
        include_voided: query.include_voided ?? false,
        cursor: query.cursor,
        limit: query.limit,
      });
    },

    async ofVisit(
      call: Call,
      appointment_id: number,
      page: PageQuery,
    ): Promise<Page<Payment>> {
      requirePermission(call.actor, "payments.read");
      const visit = await payments.visit(appointment_id);
      await requireReach(call, visit?.patient_id, relationTo);
      const patient_id = visit!.patient_id;
      return listed(call, {
        ...page,
        appointment_id,
        patient_id,
        include_voided: true,
      });
    },

    async ofPatient(
      call: Call,
      patient_id: number,
      page: PageQuery,
    ): Promise<Page<Payment>> {
      requirePermission(call.actor, "payments.read");
      await requireReach(call, patient_id, relationTo);
      if ((await payments.patientName(patient_id)) === undefined)
        throw new ClinicError("not_found");
      return listed(call, { ...page, patient_id, include_voided: true });
    },
  };
}

export type PaymentService = ReturnType<typeof paymentService>;
