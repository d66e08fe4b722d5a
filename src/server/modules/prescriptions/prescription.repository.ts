import { sql } from "kysely";
import type { Prescription, Printable } from "#contract/prescriptions.ts";
import type { Page } from "#contract/types.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Sql } from "#server/storage/database.ts";
import { decodeCursor, toPage, wireInstant } from "#server/storage/rows.ts";
import { isStorageError } from "#server/storage/storage-error.ts";

/** What a doctor writes down, and for which visit. */
export interface NewPrescription {
  appointment_id: number;
  patient_id: number;
  doctor_id: number;
  medication_name: string;
  dosage: string;
  frequency: string;
  duration: string;
  instructions: string | null;
  issued_date: string;
  refills_remaining: number;
  allergy_override_reason: string | null;
}

export interface PrescriptionChanges {
  dosage?: string;
  frequency?: string;
  duration?: string;
  instructions?: string | null;
  refills_remaining?: number;
  is_active?: boolean;
  entered_in_error?: boolean;
  stopped_at?: string;
  stop_reason?: string;
}

/** A prescription with the place of its visit, for the audit. */
export interface FoundPrescription extends Prescription {
  readonly location_name: string;
}

interface Row {
  is_active: number;
  entered_in_error: number;
  created_at: string;
  stopped_at: string | null;
}

const present = <R extends Row>(row: R) => ({
  ...row,
  is_active: row.is_active === 1,
  entered_in_error: row.entered_in_error === 1,
  created_at: wireInstant(row.created_at),
  stopped_at: wireInstant(row.stopped_at),
});

/** @throws ClinicError `malformed_request` for a cursor that we did not give */
function placeAfter(cursor: string | undefined) {
  if (cursor === undefined) return undefined;
  const keys = decodeCursor(cursor);
  const { issued_date, id } = keys ?? {};
  if (!Number.isSafeInteger(id) || !/^\d{4}-\d\d-\d\d$/.test(`${issued_date}`))
    throw new ClinicError("malformed_request");
  return { issued_date: String(issued_date), id: Number(id) };
}

/** `prescriptions`. */
export function prescriptionRepository(db: Sql) {
  const rows = () =>
    db
      .selectFrom("prescriptions as p")
      .innerJoin("patients as pt", "pt.id", "p.patient_id")
      .innerJoin("doctors as d", "d.id", "p.doctor_id")
      .innerJoin("appointments as a", "a.id", "p.appointment_id")
      .innerJoin("clinic_locations as l", "l.id", "a.location_id")
      .selectAll("p")
      .select([
        sql<string>`concat(pt.first_name, ' ', pt.last_name)`.as(
          "patient_name",
        ),
        sql<string>`concat(d.first_name, ' ', d.last_name)`.as("doctor_name"),
        "l.name as location_name",
      ]);

  return {
    async find(id: number): Promise<FoundPrescription | undefined> {
      const row = await rows().where("p.id", "=", id).executeTakeFirst();
      return row && present(row);
    },

    /** A patient's, newest first. */
    async ofPatient(
      patient_id: number,
      page: {
        active?: boolean | undefined;
        cursor?: string | undefined;
        limit: number;
      },
    ): Promise<Page<FoundPrescription>> {
      const after = placeAfter(page.cursor);
      const found = await rows()
        .where("p.patient_id", "=", patient_id)
        .$if(page.active !== undefined, (query) =>
          query.where("p.is_active", "=", page.active ? 1 : 0),
        )
        .$if(after !== undefined, (query) =>
          query.where(
            sql<boolean>`(p.issued_date < ${after?.issued_date}
              or (p.issued_date = ${after?.issued_date} and p.id < ${after?.id}))`,
          ),
        )
        .orderBy("p.issued_date", "desc")
        .orderBy("p.id", "desc")
        .limit(page.limit + 1)
        .execute();
      return toPage(found.map(present), page.limit, ({ issued_date, id }) => ({
        issued_date,
        id,
      }));
    },

    /** A visit's, without content. */
    async printableOf(appointment_id: number): Promise<Printable[]> {
      const found = await db
        .selectFrom("prescriptions")
        .select([
          "id",
          "appointment_id",
          "patient_id",
          "issued_date",
          "is_active",
          "row_version",
          "printed_version",
        ])
        .where("appointment_id", "=", appointment_id)
        .orderBy("id")
        .execute();
      return found.map((row) => ({ ...row, is_active: row.is_active === 1 }));
    },

    /** @throws ClinicError `conflict` when the visit went to another doctor in this moment */
    async insert(fields: NewPrescription): Promise<number> {
      try {
        const inserted = await db
          .insertInto("prescriptions")
          .values(fields)
          .executeTakeFirstOrThrow();
        return Number(inserted.insertId);
      } catch (error) {
        if (isStorageError(error, "fault") && error.errno === 1452)
          throw new ClinicError("conflict");
        throw error;
      }
    },

    /** Changes the row if it still has the version seen. @returns whether it had */
    async update(
      id: number,
      seen: number,
      changes: PrescriptionChanges,
    ): Promise<boolean> {
      const result = await db
        .updateTable("prescriptions")
        .set({ ...changes, row_version: seen + 1 })
        .where("id", "=", id)
        .where("row_version", "=", seen)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    /** Takes one refill in one statement, so that two at once never take the same. @returns whether there was one */
    async takeRefill(id: number): Promise<boolean> {
      const result = await db
        .updateTable("prescriptions")
        .set({
          refills_remaining: sql<number>`refills_remaining - 1`,
          row_version: sql<number>`row_version + 1`,
        })
        .where("id", "=", id)
        .where("is_active", "=", 1)
        .where("refills_remaining", ">", 0)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    /** Notes the print; bookkeeping, so the version stays. @returns false when that version is no longer the current, active one */
    async notePrinted(id: number, version: number): Promise<boolean> {
      const result = await db
        .updateTable("prescriptions")
        .set({ printed_version: version })
        .where("id", "=", id)
        .where("row_version", "=", version)
        .where("is_active", "=", 1)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

export type PrescriptionRepository = ReturnType<typeof prescriptionRepository>;
