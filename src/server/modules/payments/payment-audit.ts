import type { AuditEvent } from "#server/kernel/audit-event.ts";
import type { FoundPayment } from "./payment.repository.ts";

type About = Pick<AuditEvent, "target"> & {
  readonly context: NonNullable<AuditEvent["context"]>;
};

/** Whom and what an entry about money names. */
export const aboutPayment = (of: FoundPayment): About => ({
  target: {
    type: "payment",
    id: of.id,
    patient_id: of.patient_id,
    patient_name: of.patient_name,
  },
  context: { appointment_id: of.appointment_id, location: of.location_name },
});
