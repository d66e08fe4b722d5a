import type { Input } from "#contract/endpoint.ts";
import type { Consent, giveConsent } from "#contract/patient-consents.ts";
import type { Page, PageQuery } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { tidyOrNull } from "#server/kernel/text.ts";
import type { RecordRead, Transact } from "#server/kernel/transact.ts";
import type { Calendars } from "#server/storage/calendars.ts";
import type { PatientConsentRepository } from "./patient-consent.repository.ts";
import type { Reached, ReachPatient } from "./patient.policy.ts";
import { fullName } from "./patient.rules.ts";

export interface PatientConsentServiceNeeds {
  readonly reach: ReachPatient;
  readonly record: RecordRead;
  readonly consents: PatientConsentRepository;
  readonly transact: Transact<{
    consents: PatientConsentRepository;
    calendars: Calendars;
  }>;
}

const aboutConsent = ({ patient }: Reached, id: number | null) => ({
  type: "patient_consent",
  id,
  patient_id: patient.id,
  patient_name: fullName(patient),
});

/** What a patient agreed to. The audit's `consent_verified` is computed from these rows. */
export function patientConsentService(needs: PatientConsentServiceNeeds) {
  const { reach, record, consents, transact } = needs;

  return {
    async list(
      call: Call,
      patient_id: number,
      page: PageQuery,
    ): Promise<Page<Consent>> {
      requirePermission(call.actor, "patients.consents");
      const reached = await reach(call, patient_id);
      const found = await consents.list(patient_id, {
        cursor: page.cursor,
        limit: page.limit ?? 50,
      });
      await record(call, {
        event_type: "patient_consents_viewed",
        action: "viewed",
        target: aboutConsent(reached, null),
        context: { relation: reached.relation },
      });
      return found;
    },

    async give(
      call: Call,
      patient_id: number,
      { kind, note }: Input<typeof giveConsent>["body"],
    ): Promise<Consent> {
      requirePermission(call.actor, "patients.consents.edit");
      const reached = await reach(call, patient_id);
      return transact(call, async (tx) => {
        // The patient's calendar is the queue: two open consents of a kind would survive one withdrawal.
        await tx.calendars.touchPatients([patient_id]);
        if (await tx.consents.isGiven(patient_id, kind))
          throw new ClinicError(
            "transition_refused",
            "That consent is given already; withdraw it first.",
          );
        const id = await tx.consents.give({
          patient_id,
          kind,
          note: tidyOrNull(note ?? null),
          account_id: call.actor.account_id,
        });
        const consent = (await tx.consents.find(patient_id, id))!;
        tx.audit({
          event_type: "patient_consent_given",
          action: "consent_given",
          target: aboutConsent(reached, id),
          changes: { after: { ...consent } },
          context: { relation: reached.relation },
        });
        return consent;
      });
    },

    async withdraw(
      call: Call,
      path: { id: number; consent_id: number },
    ): Promise<Consent> {
      requirePermission(call.actor, "patients.consents.edit");
      const reached = await reach(call, path.id);
      return transact(call, async (tx) => {
        const before = await tx.consents.find(path.id, path.consent_id);
        if (!before) throw new ClinicError("not_found");
        if (
          !(await tx.consents.withdraw(path.consent_id, call.actor.account_id))
        )
          throw new ClinicError("transition_refused", "Withdrawn already.");
        const after = (await tx.consents.find(path.id, path.consent_id))!;
        tx.audit({
          event_type: "patient_consent_withdrawn",
          action: "consent_withdrawn",
          target: aboutConsent(reached, path.consent_id),
          changes: {
            before: { withdrawn_at: before.withdrawn_at },
            after: { withdrawn_at: after.withdrawn_at },
          },
          context: { relation: reached.relation, kind: after.kind },
        });
        return after;
      });
    },
  };
}

export type PatientConsentService = ReturnType<typeof patientConsentService>;
