import type { AuditEvent } from "#server/kernel/audit-event.ts";
import type { FoundPrescription } from "./prescription.repository.ts";

type About = Pick<AuditEvent, "target"> & {
  readonly context: NonNullable<AuditEvent["context"]>;
};

/** Whom and what an entry about a prescription names. */
export const aboutPrescription = (of: FoundPrescription): About => ({
  target: {
    type: "prescription",
    id: of.id,
    patient_id: of.patient_id,
    patient_name: of.patient_name,
  },
  context: { appointment_id: of.appointment_id, location: of.location_name },
});
