import type { Input } from "#contract/endpoint.ts";
import type {
  Contact,
  NewContact,
  updateContact,
} from "#contract/patient-contacts.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import { seenVersion, type Call } from "#server/kernel/call.ts";
import { changesBetween } from "#server/kernel/changes.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import { tidy, tidyEmail, tidyOrNull } from "#server/kernel/text.ts";
import type { RecordRead, Transact } from "#server/kernel/transact.ts";
import { completeContact } from "./complete-contact.ts";
import type { PatientContactRepository } from "./patient-contact.repository.ts";
import type { Reached, ReachPatient } from "./patient.policy.ts";
import { fullName } from "./patient.rules.ts";

export interface PatientContactServiceNeeds {
  readonly reach: ReachPatient;
  readonly record: RecordRead;
  readonly contacts: PatientContactRepository;
  readonly transact: Transact<{ contacts: PatientContactRepository }>;
}

type ContactChanges = Input<typeof updateContact>["body"];

function tidiedContact(fields: ContactChanges): ContactChanges {
  return {
    ...fields,
    ...(fields.name === undefined ? {} : { name: tidy(fields.name) }),
    ...(fields.relationship === undefined
      ? {}
      : { relationship: tidyOrNull(fields.relationship) }),
    ...(fields.phone === undefined ? {} : { phone: tidyOrNull(fields.phone) }),
    ...(fields.email === undefined ? {} : { email: tidyEmail(fields.email) }),
  };
}

const aboutContact = ({ patient }: Reached, id: number | null) => ({
  type: "patient_contact",
  id,
  patient_id: patient.id,
  patient_name: fullName(patient),
});

/** Whom to call for a patient, and whose e-mail serves where a family shares one. */
export function patientContactService(needs: PatientContactServiceNeeds) {
  const { reach, record, contacts, transact } = needs;

  /** One audited change of a contact that still has the version seen and has not ended. */
  const change = async (
    call: Call,
    patient_id: number,
    id: number,
    verb: "modified" | "ended",
    write: (
      tx: PatientContactRepository,
      before: Contact,
      seen: number,
    ) => Promise<boolean>,
  ): Promise<Contact> => {
    const reached = await reach(call, patient_id);
    const seen = seenVersion(call);
    return transact(call, async (tx) => {
      const before = await tx.contacts.find(patient_id, id);
      if (!before) throw new ClinicError("not_found");
      if (before.row_version !== seen)
        throw new ClinicError("version_conflict");
      if (before.ended_at !== null)
        throw new ClinicError("transition_refused", "The contact has ended.");
      if (!(await write(tx.contacts, before, seen)))
        throw new ClinicError("version_conflict");
      const after = (await tx.contacts.find(patient_id, id))!;
      tx.audit({
        event_type: `patient_contact_${verb}`,
        action: verb,
        target: aboutContact(reached, id),
        changes: changesBetween(before, after),
        context: { relation: reached.relation },
      });
      return after;
    });
  };

  return {
    async list(
      call: Call,
      patient_id: number,
      page: { cursor?: string; limit?: number; include_ended?: boolean },
    ): Promise<Page<Contact>> {
      requirePermission(call.actor, "patients.contacts");
      const reached = await reach(call, patient_id);
      const found = await contacts.list(patient_id, {
        cursor: page.cursor,
        limit: page.limit ?? 50,
        include_ended: page.include_ended ?? false,
      });
      await record(call, {
        event_type: "patient_contacts_viewed",
        action: "viewed",
        target: aboutContact(reached, null),
        context: { relation: reached.relation },
      });
      return found;
    },

    async create(
      call: Call,
      patient_id: number,
      body: NewContact,
    ): Promise<Contact> {
      requirePermission(call.actor, "patients.contacts.edit");
      const reached = await reach(call, patient_id);
      const fields = await completeContact(reach, call, body, "");
      if (fields.contact_patient_id === patient_id)
        throw invalidField("/contact_patient_id", "is the patient in person");
      return transact(call, async (tx) => {
        const id = await tx.contacts.insert(patient_id, fields);
        const contact = (await tx.contacts.find(patient_id, id))!;
        tx.audit({
          event_type: "patient_contact_created",
          action: "created",
          target: aboutContact(reached, id),
          changes: { after: { ...contact } },
          context: { relation: reached.relation },
        });
        return contact;
      });
    },

    async update(
      call: Call,
      path: { id: number; contact_id: number },
      body: ContactChanges,
    ): Promise<Contact> {
      requirePermission(call.actor, "patients.contacts.edit");
      const fields = tidiedContact(body);
      return change(
        call,
        path.id,
        path.contact_id,
        "modified",
        (tx, before, seen) => {
          const after = { ...before, ...fields };
          if (
            after.is_email_holder &&
            after.email === null &&
            after.contact_patient_id === null
          )
            throw invalidField(
              "/email",
              "is missing: an e-mail holder has one",
            );
          return tx.update(path.contact_id, seen, fields);
        },
      );
    },

    async end(
      call: Call,
      path: { id: number; contact_id: number },
    ): Promise<Contact> {
      requirePermission(call.actor, "patients.contacts.edit");
      return change(
        call,
        path.id,
        path.contact_id,
        "ended",
        (tx, _before, seen) => tx.end(path.contact_id, seen),
      );
    },
  };
}

export type PatientContactService = ReturnType<typeof patientContactService>;
