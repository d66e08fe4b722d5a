import type { PrescriptionState } from "#contract/prescriptions.ts";

/** The part of a prescription that its versions keep. */
export function stateOf(prescription: PrescriptionState): PrescriptionState {
  return {
    medication_name: prescription.medication_name,
    dosage: prescription.dosage,
    frequency: prescription.frequency,
    duration: prescription.duration,
    instructions: prescription.instructions,
    issued_date: prescription.issued_date,
    is_active: prescription.is_active,
    refills_remaining: prescription.refills_remaining,
    entered_in_error: prescription.entered_in_error,
  };
}
