import type { Input } from "#contract/endpoint.ts";
import type {
  createPatient,
  Patient,
  updatePatient,
} from "#contract/patients.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import { seenVersion, type Call } from "#server/kernel/call.ts";
import { changesBetween } from "#server/kernel/changes.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import type { RecordRead, Transact } from "#server/kernel/transact.ts";
import type { Calendars } from "#server/storage/calendars.ts";
import { completeContact } from "./complete-contact.ts";
import type { PatientContactRepository } from "./patient-contact.repository.ts";
import type { PatientSearchRepository } from "./patient-search.repository.ts";
import type { ReachPatient } from "./patient.policy.ts";
import type { PatientRepository } from "./patient.repository.ts";
import {
  allergiesAfter,
  checkBirth,
  fullName,
  tidied,
} from "./patient.rules.ts";
import { guardHolder } from "./email-holder.ts";
import {
  holdRegistration,
  recordHeldRegistration,
} from "./possible-duplicate.ts";

export interface PatientServiceNeeds {
  readonly reach: ReachPatient;
  readonly record: RecordRead;
  readonly clock: Clock;
  readonly transact: Transact<{
    patients: PatientRepository;
    contacts: PatientContactRepository;
    search: PatientSearchRepository;
    calendars: Calendars;
  }>;
}

type NewPatient = Input<typeof createPatient>["body"];
type PatientChanges = Input<typeof updatePatient>["body"];

const targetOf = (patient: Patient) => ({
  type: "patient",
  id: patient.id,
  patient_id: patient.id,
  patient_name: fullName(patient),
});

/** Patients: registered and changed by desk and doctors, read by whoever may reach them. */
export function patientService(needs: PatientServiceNeeds) {
  const { reach, record, clock, transact } = needs;

  return {
    async get(call: Call, id: number): Promise<Patient> {
      requirePermission(call.actor, "patients.read");
      const { patient, relation } = await reach(call, id);
      await record(call, {
        event_type: "patient_viewed",
        action: "viewed",
        target: targetOf(patient),
        context: { relation },
      });
      return patient;
    },

    async register(call: Call, body: NewPatient): Promise<Patient> {
      requirePermission(call.actor, "patients.register");
      const {
        not_the_same_person = false,
        email_holder_patient_id,
        contacts: given = [],
        ...sent
      } = body;
      const holder =
        email_holder_patient_id === undefined
          ? []
          : [
              await completeContact(
                reach,
                call,
                {
                  contact_patient_id: email_holder_patient_id,
                  is_email_holder: true,
                },
                "/email_holder_patient_id",
              ),
            ];
      const contacts = [...holder];
      for (const [at, contact] of given.entries())
        contacts.push(
          await completeContact(reach, call, contact, `/contacts/${at}`),
        );
      const fields = {
        ...tidied(sent),
        ...allergiesAfter(
          { allergies: null, allergy_status: "not_asked" },
          sent,
        ),
      };
      checkBirth(fields.date_of_birth, clock.now());
      if (holder.length > 0 && (fields.email ?? null) !== null)
        throw invalidField("/email", "must be empty when another's serves");

      return transact(call, async (tx) => {
        // Inside, behind the idempotency key: a repeat must not meet its own first effect.
        if (!not_the_same_person)
          await holdRegistration(tx.search, {
            ...fields,
            email: fields.email ?? null,
          });
        const id = await tx.patients.insert(fields);
        await tx.calendars.open("patient", id);
        for (const contact of contacts) await tx.contacts.insert(id, contact);
        const patient = (await tx.patients.find(id))!;
        await tx.search.index(patient, undefined);
        tx.audit({
          event_type: "patient_registered",
          action: "registered",
          target: targetOf(patient),
          changes: {
            after: {
              ...patient,
              ...(contacts.length > 0
                ? { contacts: contacts.map((contact) => ({ ...contact })) }
                : {}),
            },
          },
          context: { not_the_same_person },
        });
        return patient;
      })
        .catch(recordHeldRegistration(record, call))
        .catch(guardHolder(record, call));
    },

    async update(
      call: Call,
      id: number,
      sent: PatientChanges,
    ): Promise<Patient> {
      requirePermission(call.actor, "patients.edit");
      const { relation } = await reach(call, id);
      const seen = seenVersion(call);
      const fields = tidied(sent);
      if (fields.date_of_birth !== undefined)
        checkBirth(fields.date_of_birth, clock.now());
      return transact(call, async (tx) => {
        const before = (await tx.patients.find(id))!;
        if (before.row_version !== seen)
          throw new ClinicError("version_conflict");
        const changes = { ...fields, ...allergiesAfter(before, fields) };
        if (!(await tx.patients.update(id, seen, changes)))
          throw new ClinicError("version_conflict");
        const after = (await tx.patients.find(id))!;
        await tx.search.index(after, before);
        tx.audit({
          event_type: "patient_modified",
          action: "modified",
          target: targetOf(after),
          changes: changesBetween(before, after),
          context: { relation },
        });
        return after;
      }).catch(guardHolder(record, call));
    },
  };
}

export type PatientService = ReturnType<typeof patientService>;
