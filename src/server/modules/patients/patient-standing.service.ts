import type { Input } from "#contract/endpoint.ts";
import type { deactivatePatient, Patient } from "#contract/patients.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import { seenVersion, type Call } from "#server/kernel/call.ts";
import { changesBetween } from "#server/kernel/changes.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import type { Transact } from "#server/kernel/transact.ts";
import type { Calendars } from "#server/storage/calendars.ts";
import type { PatientSearchRepository } from "./patient-search.repository.ts";
import type { ReachPatient } from "./patient.policy.ts";
import type { PatientRepository } from "./patient.repository.ts";
import { fullName } from "./patient.rules.ts";

interface Bound {
  readonly patients: PatientRepository;
  readonly search: PatientSearchRepository;
  readonly calendars: Calendars;
}

export interface PatientStandingServiceNeeds {
  readonly reach: ReachPatient;
  readonly transact: Transact<Bound>;
}

type Deactivation = Input<typeof deactivatePatient>["body"];
type Standing = Pick<Patient, "is_active" | "inactive_reason" | "duplicate_of">;

function checkDeactivation(
  id: number,
  { reason, duplicate_of }: Deactivation,
): void {
  if (reason === "duplicate" && duplicate_of === undefined)
    throw invalidField("/duplicate_of", "is missing: which record stays?");
  if (reason !== "duplicate" && duplicate_of !== undefined)
    throw invalidField("/duplicate_of", "goes with the reason duplicate only");
  if (duplicate_of === id)
    throw invalidField("/duplicate_of", "is this record itself");
}

/** Whether a patient's record is in use, and why not. */
export function patientStandingService(needs: PatientStandingServiceNeeds) {
  const { reach, transact } = needs;

  /** Changes the standing behind the patient's calendar, so that no booking slips between. */
  const change = (
    call: Call,
    id: number,
    to: Standing,
    told: { event: "deactivated" | "activated"; reason: string },
    check: (tx: Bound) => Promise<void>,
  ): Promise<Patient> => {
    const seen = seenVersion(call);
    return transact(call, async (tx) => {
      const queue = to.duplicate_of === null ? [id] : [id, to.duplicate_of];
      await tx.calendars.touchPatients(queue);
      const before = (await tx.patients.find(id))!;
      if (before.row_version !== seen)
        throw new ClinicError("version_conflict");
      if (before.is_active === to.is_active)
        throw new ClinicError("transition_refused", `Already ${told.event}.`);
      await check(tx);
      if (!(await tx.patients.update(id, seen, to)))
        throw new ClinicError("version_conflict");
      const after = (await tx.patients.find(id))!;
      await tx.search.index(after, before);
      tx.audit({
        event_type: `patient_${told.event}`,
        action: told.event,
        target: {
          type: "patient",
          id,
          patient_id: id,
          patient_name: fullName(after),
        },
        changes: changesBetween(before, after, told.reason),
      });
      return after;
    });
  };

  return {
    async deactivate(
      call: Call,
      id: number,
      body: Deactivation,
    ): Promise<Patient> {
      requirePermission(call.actor, "patients.deactivate");
      await reach(call, id);
      const { reason, duplicate_of } = body;
      if (duplicate_of !== undefined) await reach(call, duplicate_of);
      checkDeactivation(id, body);
      const to: Standing = {
        is_active: false,
        inactive_reason: reason,
        duplicate_of: duplicate_of ?? null,
      };
      return change(
        call,
        id,
        to,
        { event: "deactivated", reason },
        async (tx) => {
          const ahead = await tx.patients.visitsAhead(id);
          if (ahead > 0)
            throw new ClinicError(
              "refused_by_rule",
              `Cancel or move ${ahead} ${ahead === 1 ? "visit" : "visits"} first.`,
            );
          const stays =
            duplicate_of === undefined
              ? undefined
              : await tx.patients.find(duplicate_of);
          if (stays?.inactive_reason === "duplicate")
            throw invalidField(
              "/duplicate_of",
              "is itself marked as a duplicate; name the record that stays",
            );
        },
      );
    },

    async activate(call: Call, id: number, reason: string): Promise<Patient> {
      requirePermission(call.actor, "patients.deactivate");
      await reach(call, id);
      const to = { is_active: true, inactive_reason: null, duplicate_of: null };
      return change(call, id, to, { event: "activated", reason }, async () => {
        // Whatever took it out of use, a reason in words brings it back.
      });
    },
  };
}

export type PatientStandingService = ReturnType<typeof patientStandingService>;
