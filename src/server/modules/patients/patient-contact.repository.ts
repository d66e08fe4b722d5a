import { sql } from "kysely";
import type { Contact } from "#contract/patient-contacts.ts";
import type { Page } from "#contract/types.ts";
import type { Sql } from "#server/storage/database.ts";
import { decodeCursor, toPage, wireInstant } from "#server/storage/rows.ts";

export interface ContactFields {
  name: string;
  contact_patient_id: number | null;
  relationship: string | null;
  phone: string | null;
  email: string | null;
  is_emergency: boolean;
  is_email_holder: boolean;
}

const columns = [
  "id",
  "patient_id",
  "contact_patient_id",
  "name",
  "relationship",
  "phone",
  "email",
  "is_emergency",
  "is_email_holder",
  "ended_at",
  "row_version",
  "created_at",
] as const;

function present<
  R extends {
    is_emergency: number;
    is_email_holder: number;
    ended_at: string | null;
    created_at: string;
  },
>(row: R) {
  return {
    ...row,
    is_emergency: row.is_emergency === 1,
    is_email_holder: row.is_email_holder === 1,
    ended_at: wireInstant(row.ended_at),
    created_at: wireInstant(row.created_at),
  };
}

/** `patient_contacts`: whom to call for a patient. Rows end, they do not go. */
export function patientContactRepository(db: Sql) {
  return {
    /** One contact of one patient; undefined when it is another patient's. */
    async find(patient_id: number, id: number): Promise<Contact | undefined> {
      const row = await db
        .selectFrom("patient_contacts")
        .select(columns)
        .where("id", "=", id)
        .where("patient_id", "=", patient_id)
        .executeTakeFirst();
      return row && present(row);
    },

    async list(
      patient_id: number,
      page: {
        cursor?: string | undefined;
        limit: number;
        include_ended: boolean;
      },
    ): Promise<Page<Contact>> {
      const after = Number(decodeCursor(page.cursor)?.["id"]);
      const rows = await db
        .selectFrom("patient_contacts")
        .select(columns)
        .where("patient_id", "=", patient_id)
        .$if(!page.include_ended, (query) =>
          query.where("ended_at", "is", null),
        )
        .$if(Number.isSafeInteger(after), (query) =>
          query.where("id", ">", after),
        )
        .orderBy("id")
        .limit(page.limit + 1)
        .execute();
      return toPage(rows.map(present), page.limit, ({ id }) => ({ id }));
    },

    async insert(patient_id: number, fields: ContactFields): Promise<number> {
      const inserted = await db
        .insertInto("patient_contacts")
        .values({ ...fields, patient_id, ended_at: null })
        .executeTakeFirstOrThrow();
      return Number(inserted.insertId);
    },

    /** Changes the row if it still has the version seen. @returns whether it had */
    async update(
      id: number,
      seen: number,
      changes: Partial<ContactFields>,
    ): Promise<boolean> {
      const result = await db
        .updateTable("patient_contacts")
        .set({ ...changes, row_version: seen + 1 })
        .where("id", "=", id)
        .where("row_version", "=", seen)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    /** @returns whether it still had the version seen */
    async end(id: number, seen: number): Promise<boolean> {
      const result = await db
        .updateTable("patient_contacts")
        .set({ ended_at: sql`utc_timestamp(6)`, row_version: seen + 1 })
        .where("id", "=", id)
        .where("row_version", "=", seen)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

export type PatientContactRepository = ReturnType<
  typeof patientContactRepository
>;
