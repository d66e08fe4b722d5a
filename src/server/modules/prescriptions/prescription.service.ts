import type { Input } from "#contract/endpoint.ts";
import type {
  issuePrescription,
  Prescription,
  PrescriptionVersion,
  PrescriptionWithAllergies,
  Printable,
} from "#contract/prescriptions.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import type { RelationTo } from "#server/kernel/care-relation.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { instantToSql, toWall } from "#server/kernel/instants.ts";
import { tidy, tidyOrNull } from "#server/kernel/text.ts";
import type { RecordRead, Transact } from "#server/kernel/transact.ts";
import { wallDate } from "#server/kernel/wall-time.ts";
import { zoneId } from "#server/kernel/zones.ts";
import { allergyMatches } from "./allergy-match.rules.ts";
import type {
  PrescribingRepository,
  PrescribingVisit,
  RecordedAllergies,
} from "./prescribing.repository.ts";
import { aboutPrescription } from "./prescription-audit.ts";
import { stateOf } from "./prescription-state.rules.ts";
import type { PrescriptionVersionRepository } from "./prescription-version.repository.ts";
import { requireOwnVisit, requireReach } from "./prescription.policy.ts";
import type {
  FoundPrescription,
  PrescriptionRepository,
} from "./prescription.repository.ts";

export interface PrescriptionRepositories {
  readonly prescriptions: PrescriptionRepository;
  readonly versions: PrescriptionVersionRepository;
  readonly prescribing: PrescribingRepository;
}

export interface PrescriptionServiceNeeds extends PrescriptionRepositories {
  readonly transact: Transact<PrescriptionRepositories>;
  readonly record: RecordRead;
  readonly relationTo: RelationTo;
  readonly clock: Clock;
}

type Written = Input<typeof issuePrescription>["body"];

const interaction_notice =
  "Allergies are compared by name only. Interactions with other medication are not checked.";

const withAllergies = (
  prescription: FoundPrescription,
  recorded: RecordedAllergies,
): PrescriptionWithAllergies => ({
  ...prescription,
  ...recorded,
  interactions_checked: false,
  interaction_notice,
});

/** @throws ClinicError when nothing may be prescribed in this visit */
function requireStanding(visit: PrescribingVisit): void {
  if (visit.status === "Cancelled" || visit.status === "No-show")
    throw new ClinicError(
      "refused_by_rule",
      "The visit was cancelled or missed.",
    );
  if (visit.patient_active !== 1) throw new ClinicError("patient_inactive");
}

function issuedOn(asked: string | undefined, today: string): string {
  if (asked === undefined) return today;
  const date = wallDate(asked, "/issued_date");
  if (date > today || date < "1900-01-01")
    throw invalidField("/issued_date", "must not be in the future");
  return date;
}

/** Prescriptions: written by the visit's doctor, read by those who treat and by the patient. */
export function prescriptionService(needs: PrescriptionServiceNeeds) {
  const { prescriptions, versions, prescribing, relationTo, record } = needs;

  const reach = async (call: Call, id: number) => {
    const found = await prescriptions.find(id);
    if (!found) throw new ClinicError("not_found");
    const relation = await requireReach(call, found, relationTo);
    return { found, relation };
  };

  /** The warning shows a part of the allergies, so it is a read like any other. */
  const warned = async (
    call: Call,
    { appointment_id }: Written,
    { patient_id, patient_name }: PrescribingVisit,
    error: unknown,
  ): Promise<never> => {
    if (error instanceof ClinicError && error.code === "allergy_warning")
      await record(call, {
        event_type: "prescription_refused",
        action: "allergy_warned",
        target: { type: "prescription", id: null, patient_id, patient_name },
        context: { appointment_id },
        outcome: "refused",
      });
    throw error;
  };

  return {
    async issue(
      call: Call,
      written: Written,
    ): Promise<PrescriptionWithAllergies> {
      requirePermission(call.actor, "prescriptions.write");
      const visit = await prescribing.visit(written.appointment_id);
      requireOwnVisit(call, visit);
      const now = needs.clock.now();
      const today = toWall(now, zoneId(visit.time_zone)).date;
      const issued_date = issuedOn(written.issued_date, today);
      const work = needs.transact(call, async (tx) => {
        // Before the allergies: a visit that is off must not be a way to ask about them.
        requireStanding(visit);
        const recorded = await tx.prescribing.allergiesOf(visit.patient_id);
        const override = written.allergy_override_reason;
        const matches = allergyMatches(
          written.medication_name,
          recorded.allergies,
        );
        if (matches.length > 0 && override === undefined)
          throw new ClinicError(
            "allergy_warning",
            "Going on needs allergy_override_reason.",
            { matches },
          );
        const id = await tx.prescriptions.insert({
          appointment_id: written.appointment_id,
          patient_id: visit.patient_id,
          doctor_id: visit.doctor_id,
          medication_name: tidy(written.medication_name),
          dosage: tidy(written.dosage),
          frequency: tidy(written.frequency),
          duration: tidy(written.duration),
          instructions: tidyOrNull(written.instructions ?? null),
          issued_date,
          refills_remaining: written.refills_remaining ?? 0,
          allergy_override_reason: override ?? null,
        });
        // Asked after the insert: its reference holds the visit's row, so nobody cancels it behind our back.
        const standing = await tx.prescribing.visit(written.appointment_id);
        requireStanding(standing!);
        const made = (await tx.prescriptions.find(id))!;
        await tx.versions.add({
          prescription_id: id,
          version: 1,
          change_kind: "issued",
          before: null,
          after: stateOf(made),
          reason: override ?? null,
          changed_by_account_id: call.actor.account_id,
          changed_at: instantToSql(now),
        });
        const { target, context } = aboutPrescription(made);
        tx.audit({
          event_type: "prescription_issued",
          action: matches.length > 0 ? "issued_despite_allergy" : "issued",
          target,
          changes: { after: { ...stateOf(made) }, reason: override ?? null },
          context,
        });
        return withAllergies(made, recorded);
      });
      return work.catch((error: unknown) =>
        warned(call, written, visit, error),
      );
    },

    async get(call: Call, id: number): Promise<PrescriptionWithAllergies> {
      requirePermission(call.actor, "prescriptions.read");
      const { found, relation } = await reach(call, id);
      const recorded = await prescribing.allergiesOf(found.patient_id);
      const { target, context } = aboutPrescription(found);
      await record(call, {
        event_type: "prescription_viewed",
        action: "viewed",
        target,
        context: { ...context, relation },
      });
      return withAllergies(found, recorded);
    },

    async ofPatient(
      call: Call,
      patient_id: number,
      page: { active?: boolean; cursor?: string; limit?: number },
    ): Promise<Page<Prescription>> {
      requirePermission(call.actor, "prescriptions.read");
      const relation = await relationTo(call, patient_id);
      if (relation === "other") throw new ClinicError("not_found");
      const found = await prescriptions.ofPatient(patient_id, {
        active: page.active,
        cursor: page.cursor,
        limit: page.limit ?? 50,
      });
      await record(call, {
        event_type: "prescriptions_viewed",
        action: "listed",
        target: {
          type: "prescription_list",
          id: null,
          patient_id,
          patient_name: found.items[0]?.patient_name ?? null,
        },
        context: { relation },
      });
      return found;
    },

    async versions(
      call: Call,
      id: number,
    ): Promise<{ items: PrescriptionVersion[] }> {
      requirePermission(call.actor, "prescriptions.read");
      const { found, relation } = await reach(call, id);
      const items = await versions.list(id);
      const { target, context } = aboutPrescription(found);
      await record(call, {
        event_type: "prescription_viewed",
        action: "history_viewed",
        target,
        context: { ...context, relation },
      });
      return { items };
    },

    async printable(
      call: Call,
      appointment_id: number,
    ): Promise<{ items: Printable[] }> {
      requirePermission(call.actor, "prescriptions.print");
      const visit = await prescribing.visit(appointment_id);
      if (!visit) throw new ClinicError("not_found");
      const relation = await requireReach(call, visit, relationTo);
      const items = await prescriptions.printableOf(appointment_id);
      await record(call, {
        event_type: "prescriptions_viewed",
        action: "listed_for_print",
        target: {
          type: "prescription_list",
          id: null,
          patient_id: visit.patient_id,
          patient_name: visit.patient_name,
        },
        context: { appointment_id, relation },
      });
      return { items };
    },
  };
}

export type PrescriptionService = ReturnType<typeof prescriptionService>;
