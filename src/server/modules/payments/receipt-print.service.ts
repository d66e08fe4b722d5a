import { Temporal } from "temporal-polyfill";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import type { RelationTo } from "#server/kernel/care-relation.ts";
import type { AuditEvent } from "#server/kernel/audit-event.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { instantToSql, toWall } from "#server/kernel/instants.ts";
import type { RecordRead, Transact } from "#server/kernel/transact.ts";
import { zoneId } from "#server/kernel/zones.ts";
import { pdfSheet } from "#server/pdf/pdf-sheet.ts";
import { receiptSheet } from "#server/pdf/receipt-sheet.ts";
import type { PrintedDocuments } from "#server/storage/printed-documents.ts";
import { requireReach } from "./payment.policy.ts";
import type { ReceiptRepository } from "./receipt.repository.ts";

export interface ReceiptPrintNeeds {
  readonly receipts: ReceiptRepository;
  readonly printed: PrintedDocuments;
  readonly transact: Transact<{ printed: PrintedDocuments }>;
  readonly record: RecordRead;
  readonly relationTo: RelationTo;
  readonly clock: Clock;
  readonly currency: string;
}

/** Receipts on paper. A receipt never changes, so it has one version. */
export function receiptPrintService(needs: ReceiptPrintNeeds) {
  return {
    async print(
      call: Call,
      id: number,
    ): Promise<{ pdf: Uint8Array; file_name: string }> {
      requirePermission(call.actor, "payments.read");
      const found = await needs.receipts.find(id);
      const paper = await needs.receipts.paper(id);
      await requireReach(call, found && paper?.patient_id, needs.relationTo);
      const [receipt, beside] = [found!, paper!];
      const file_name = `receipt-${id}.pdf`;
      const what = { kind: "receipt", source_id: id, version: 1 } as const;
      const entry = (action: string): AuditEvent => ({
        event_type: "receipt_printed",
        action,
        target: {
          type: "receipt",
          id,
          patient_id: beside.patient_id,
          patient_name: beside.patient_name,
        },
        context: {
          appointment_id: beside.appointment_id,
          location: beside.location_name,
        },
      });
      const before = await needs.printed.find(what);
      if (before) {
        await needs.record(call, entry("reprinted"));
        return { pdf: before, file_name };
      }
      const now = needs.clock.now();
      const wall = toWall(
        Temporal.Instant.from(receipt.received_at),
        zoneId(beside.time_zone),
      );
      const received_at = `${wall.date} ${wall.time.slice(0, 5)}`;
      const { currency } = needs;
      const pdf = await pdfSheet(
        receiptSheet({ ...receipt, ...beside, received_at, currency }, now),
      );
      const kept = await needs.transact(call, async (tx) => {
        tx.audit(entry("printed"));
        return tx.printed.keep(what, {
          pdf,
          printed_by_account_id: call.actor.account_id,
          printed_at: instantToSql(now),
        });
      });
      return { pdf: kept, file_name };
    },
  };
}

export type ReceiptPrintService = ReturnType<typeof receiptPrintService>;
