import { sql, type Selectable } from "kysely";
import type { Patient } from "#contract/patients.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Sql } from "#server/storage/database.ts";
import { wireInstant } from "#server/storage/rows.ts";
import { runStatement } from "#server/storage/run-statement.ts";
import type { PatientsTable } from "#server/storage/schema/people.ts";
import { isStorageError } from "#server/storage/storage-error.ts";

export interface PatientFields {
  first_name: string;
  last_name: string;
  date_of_birth: string;
  gender: Patient["gender"];
  phone: string;
  email?: string | null;
  address?: string | null;
  emergency_contact?: string | null;
  emergency_phone?: string | null;
  blood_type?: Patient["blood_type"];
  allergies?: string | null;
  allergy_status?: Patient["allergy_status"];
}

interface Standing {
  is_active: boolean;
  inactive_reason: Patient["inactive_reason"];
  duplicate_of: number | null;
}

const columns = [
  "id",
  "first_name",
  "last_name",
  "date_of_birth",
  "gender",
  "phone",
  "email",
  "address",
  "emergency_contact",
  "emergency_phone",
  "blood_type",
  "allergies",
  "allergy_status",
  "created_at",
  "updated_at",
  "is_active",
  "inactive_reason",
  "duplicate_of",
  "row_version",
] as const;

const patientById = `select ${columns.join()} from patients where id = ?`;

const optional = {
  email: null,
  address: null,
  emergency_contact: null,
  emergency_phone: null,
  blood_type: null,
  allergies: null,
  inactive_reason: null,
  duplicate_of: null,
};

/** `patients`. Every write of a name, number or standing goes with the search index, in the service. */
export function patientRepository(db: Sql) {
  const holderOf = (email: string | null | undefined) =>
    db
      .selectFrom("patients")
      .select("id")
      .where("email", "=", email ?? "")
      .executeTakeFirst();

  /** Says whose the e-mail is, by id only. */
  const explain = async (
    error: unknown,
    email: string | null | undefined,
  ): Promise<unknown> => {
    if (
      !isStorageError(error, "duplicate") ||
      error.constraint !== "uq_patients_email"
    )
      return error;
    const holder = await holderOf(email);
    return new ClinicError(
      "email_taken",
      "Leave the e-mail empty and name its holder in email_holder_patient_id.",
      { holder_id: holder?.id },
    );
  };

  return {
    async find(id: number): Promise<Patient | undefined> {
      const [row] = await runStatement<Selectable<PatientsTable>>(
        db,
        patientById,
        [id],
      );
      return (
        row && {
          ...row,
          is_active: row.is_active === 1,
          created_at: wireInstant(row.created_at),
          updated_at: wireInstant(row.updated_at),
        }
      );
    },

    /** @throws ClinicError `email_taken` with `holder_id` */
    async insert(fields: PatientFields): Promise<number> {
      try {
        const inserted = await db
          .insertInto("patients")
          .values({ ...optional, ...fields })
          .executeTakeFirstOrThrow();
        return Number(inserted.insertId);
      } catch (error) {
        throw await explain(error, fields.email);
      }
    },

    /**
     * Changes the row if it still has the version seen. @returns whether it had
     * @throws ClinicError `email_taken` with `holder_id`
     */
    async update(
      id: number,
      seen: number,
      changes: Partial<PatientFields & Standing>,
    ): Promise<boolean> {
      try {
        const result = await db
          .updateTable("patients")
          .set({ ...changes, row_version: seen + 1 })
          .where("id", "=", id)
          .where("row_version", "=", seen)
          .executeTakeFirst();
        return result.numUpdatedRows === 1n;
      } catch (error) {
        throw await explain(error, changes.email);
      }
    },

    async isEmailTaken(email: string | null): Promise<boolean> {
      return email !== null && (await holderOf(email)) !== undefined;
    },

    /** Live visits not yet over. */
    async visitsAhead(id: number): Promise<number> {
      const row = await db
        .selectFrom("appointments")
        .select((select) => select.fn.countAll<number>().as("count"))
        .where("patient_id", "=", id)
        .where("status", "=", "Scheduled")
        .where("ends_at", ">", sql<string>`utc_timestamp(6)`)
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
  };
}

export type PatientRepository = ReturnType<typeof patientRepository>;
