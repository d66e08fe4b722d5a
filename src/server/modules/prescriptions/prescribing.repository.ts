import { sql } from "kysely";
import type { Sql } from "#server/storage/database.ts";

/** The visit that a prescription is written in, with what its doctor must see first. */
export interface PrescribingVisit {
  readonly doctor_id: number;
  readonly patient_id: number;
  readonly status: "Scheduled" | "Completed" | "Cancelled" | "No-show";
  readonly time_zone: string;
  readonly patient_active: number;
  readonly patient_name: string;
}

export interface RecordedAllergies {
  readonly allergies: string | null;
  readonly allergy_status: "not_asked" | "none_known" | "recorded";
}

/** Reads around a prescription: visit, patient, doctor, place. Writes nothing. */
export function prescribingRepository(db: Sql) {
  return {
    async visit(appointment_id: number): Promise<PrescribingVisit | undefined> {
      return db
        .selectFrom("appointments as a")
        .innerJoin("patients as pt", "pt.id", "a.patient_id")
        .innerJoin("clinic_locations as l", "l.id", "a.location_id")
        .select([
          "a.doctor_id",
          "a.patient_id",
          "a.status",
          "l.time_zone",
          "pt.is_active as patient_active",
          sql<string>`concat(pt.first_name, ' ', pt.last_name)`.as(
            "patient_name",
          ),
        ])
        .where("a.id", "=", appointment_id)
        .executeTakeFirst();
    },

    async allergiesOf(patient_id: number): Promise<RecordedAllergies> {
      return db
        .selectFrom("patients")
        .select(["allergies", "allergy_status"])
        .where("id", "=", patient_id)
        .executeTakeFirstOrThrow();
    },

    /** What stands on the paper beside the prescription itself. */
    async paper(prescription_id: number) {
      return db
        .selectFrom("prescriptions as p")
        .innerJoin("patients as pt", "pt.id", "p.patient_id")
        .innerJoin("doctors as d", "d.id", "p.doctor_id")
        .innerJoin("appointments as a", "a.id", "p.appointment_id")
        .innerJoin("clinic_locations as l", "l.id", "a.location_id")
        .select([
          "pt.date_of_birth",
          "d.license_number",
          "l.name as location_name",
          "l.address as location_address",
          "l.phone as location_phone",
          sql<number>`a.id`.as("appointment_id"),
        ])
        .where("p.id", "=", prescription_id)
        .executeTakeFirstOrThrow();
    },
  };
}

export type PrescribingRepository = ReturnType<typeof prescribingRepository>;
