import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import type { RelationTo } from "#server/kernel/care-relation.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { instantToSql } from "#server/kernel/instants.ts";
import type { RecordRead, Transact } from "#server/kernel/transact.ts";
import { pdfSheet } from "#server/pdf/pdf-sheet.ts";
import { prescriptionSheet } from "#server/pdf/prescription-sheet.ts";
import type { PrintedDocuments } from "#server/storage/printed-documents.ts";
import type { PrescribingRepository } from "./prescribing.repository.ts";
import { aboutPrescription } from "./prescription-audit.ts";
import { mayReprintStopped, requireReach } from "./prescription.policy.ts";
import type {
  FoundPrescription,
  PrescriptionRepository,
} from "./prescription.repository.ts";

interface Printing {
  readonly prescriptions: PrescriptionRepository;
  readonly printed: PrintedDocuments;
}

export interface PrescriptionPrintNeeds extends Printing {
  readonly prescribing: PrescribingRepository;
  readonly transact: Transact<Printing>;
  readonly record: RecordRead;
  readonly relationTo: RelationTo;
  readonly clock: Clock;
}

export interface PrintedFile {
  readonly pdf: Uint8Array;
  readonly file_name: string;
}

/** Prints: what was handed out once is handed out again as it was, byte for byte. */
export function prescriptionPrintService(needs: PrescriptionPrintNeeds) {
  const firstPrint = async (
    call: Call,
    found: FoundPrescription,
    relation: string,
  ): Promise<Uint8Array> => {
    const now = needs.clock.now();
    const version = found.row_version;
    const paper = await needs.prescribing.paper(found.id);
    const sheet = prescriptionSheet({ ...found, ...paper, version }, now);
    const pdf = await pdfSheet(sheet);
    return needs.transact(call, async (tx) => {
      if (!(await tx.prescriptions.notePrinted(found.id, version)))
        throw new ClinicError(
          "conflict",
          "The prescription was changed in this moment.",
        );
      const kept = await tx.printed.keep(
        { kind: "prescription", source_id: found.id, version },
        {
          pdf,
          printed_by_account_id: call.actor.account_id,
          printed_at: instantToSql(now),
        },
      );
      const { target, context } = aboutPrescription(found);
      tx.audit({
        event_type: "prescription_printed",
        action: "printed",
        target,
        context: { ...context, relation, version },
      });
      return kept;
    });
  };

  return {
    /** @param asked the version; the current one when absent */
    async print(
      call: Call,
      id: number,
      asked: number | undefined,
    ): Promise<PrintedFile> {
      requirePermission(call.actor, "prescriptions.print");
      const found = await needs.prescriptions.find(id);
      if (!found) throw new ClinicError("not_found");
      const relation = await requireReach(call, found, needs.relationTo);
      const version = asked ?? found.row_version;
      const file_name = `prescription-${id}-v${version}.pdf`;
      if (!found.is_active && !mayReprintStopped(call))
        throw new ClinicError(
          "transition_refused",
          "The prescription is not active.",
        );
      const before = await needs.printed.find({
        kind: "prescription",
        source_id: id,
        version,
      });
      if (before) {
        const { target, context } = aboutPrescription(found);
        await needs.record(call, {
          event_type: "prescription_printed",
          action: "reprinted",
          target,
          context: { ...context, relation, version },
        });
        return { pdf: before, file_name };
      }
      if (version !== found.row_version) throw new ClinicError("not_found");
      if (!found.is_active)
        throw new ClinicError(
          "transition_refused",
          "The prescription is not active.",
        );
      return { pdf: await firstPrint(call, found, relation), file_name };
    },
  };
}

export type PrescriptionPrintService = ReturnType<
  typeof prescriptionPrintService
>;
