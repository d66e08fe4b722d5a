import type { Temporal } from "temporal-polyfill";
import type { Sheet } from "./pdf-sheet.ts";

/** Everything the paper says; dates as `YYYY-MM-DD`. */
export interface PrintedPrescription {
  readonly id: number;
  readonly version: number;
  readonly patient_id: number;
  readonly patient_name: string;
  readonly date_of_birth: string;
  readonly doctor_name: string;
  readonly license_number: string;
  readonly location_name: string;
  readonly location_address: string;
  readonly location_phone: string;
  readonly medication_name: string;
  readonly dosage: string;
  readonly frequency: string;
  readonly duration: string;
  readonly instructions: string | null;
  readonly refills_remaining: number;
  readonly issued_date: string;
}

/** A prescription as the pharmacy reads it. */
export function prescriptionSheet(
  of: PrintedPrescription,
  printed_at: Temporal.Instant,
): Sheet {
  return {
    title: "Prescription",
    letterhead: [of.location_name, of.location_address, of.location_phone],
    sections: [
      {
        heading: "Patient",
        lines: [
          ["Name", of.patient_name],
          ["Date of birth", of.date_of_birth],
          ["Patient number", String(of.patient_id)],
        ],
      },
      {
        heading: "Medication",
        lines: [
          ["Medication", of.medication_name],
          ["Dosage", of.dosage],
          ["Frequency", of.frequency],
          ["Duration", of.duration],
          ...(of.instructions === null
            ? []
            : [["Instructions", of.instructions] as const]),
          ["Refills remaining", String(of.refills_remaining)],
        ],
      },
      {
        heading: "Prescribed by",
        lines: [
          ["Doctor", of.doctor_name],
          ["License number", of.license_number],
          ["Issued on", of.issued_date],
          ["Signature", "______________________________"],
        ],
      },
    ],
    footnotes: [`Prescription ${of.id}, version ${of.version}`],
    printed_at,
  };
}
