import { sql } from "kysely";
import type { Doctor } from "#contract/doctors.ts";
import type { Page } from "#contract/types.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Sql } from "#server/storage/database.ts";
import { decodeCursor, toPage, wireInstant } from "#server/storage/rows.ts";
import { isStorageError } from "#server/storage/storage-error.ts";

export interface DoctorFields {
  first_name: string;
  last_name: string;
  specialization: string;
  license_number: string;
  phone: string;
  email: string;
  office_room?: string | null;
  hire_date: string;
}

const columns = [
  "id",
  "first_name",
  "last_name",
  "specialization",
  "license_number",
  "phone",
  "email",
  "office_room",
  "is_active",
  "hire_date",
  "created_at",
  "updated_at",
  "row_version",
] as const;

function present<
  R extends { is_active: number; created_at: string; updated_at: string },
>(row: R) {
  return {
    ...row,
    is_active: row.is_active === 1,
    created_at: wireInstant(row.created_at),
    updated_at: wireInstant(row.updated_at),
  };
}

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isStorageError(error, "duplicate")) throw error;
    const [code, pointer] =
      error.constraint === "uq_doctors_license_number"
        ? (["license_taken", "/license_number"] as const)
        : (["email_taken", "/email"] as const);
    throw new ClinicError(code, undefined, {
      errors: [{ pointer, detail: "is in use" }],
    });
  }
}

/** `doctors`. find* may be undefined, list* pages; insert and update throw `license_taken`, `email_taken`. */
export function doctorRepository(db: Sql) {
  return {
    async find(id: number): Promise<Doctor | undefined> {
      const row = await db
        .selectFrom("doctors")
        .select(columns)
        .where("id", "=", id)
        .executeTakeFirst();
      return row && present(row);
    },

    /** @param page.today a date: hours that ended before it do not put a doctor at a location */
    async list(page: {
      cursor?: string | undefined;
      limit: number;
      include_inactive: boolean;
      specialization?: string | undefined;
      location_id?: number | undefined;
      today: string;
    }): Promise<Page<Doctor>> {
      const after = decodeCursor(page.cursor);
      const rows = await db
        .selectFrom("doctors")
        .select(columns)
        .$if(!page.include_inactive, (query) =>
          query.where("is_active", "=", 1),
        )
        .$if(page.specialization !== undefined, (query) =>
          query.where("specialization", "=", page.specialization!),
        )
        .$if(page.location_id !== undefined, (query) =>
          query.where(
            sql<boolean>`id in (select doctor_id from doctor_hours where location_id = ${page.location_id!}
              and (valid_to is null or valid_to >= ${page.today}))`,
          ),
        )
        .$if(after !== undefined, (query) =>
          query.where(
            sql<boolean>`(last_name, first_name, id) > (${String(after?.["last"])}, ${String(after?.["first"])}, ${Number(after?.["id"])})`,
          ),
        )
        .orderBy("last_name")
        .orderBy("first_name")
        .orderBy("id")
        .limit(page.limit + 1)
        .execute();
      return toPage<Doctor>(rows.map(present), page.limit, (row) => ({
        last: row.last_name,
        first: row.first_name,
        id: row.id,
      }));
    },

    async insert(fields: DoctorFields): Promise<number> {
      const inserted = await translated(
        db
          .insertInto("doctors")
          .values({ office_room: null, ...fields })
          .executeTakeFirstOrThrow(),
      );
      return Number(inserted.insertId);
    },

    /** Changes the row if it still has the version seen. @returns whether it had */
    async update(
      id: number,
      seen: number,
      changes: Partial<DoctorFields> & { is_active?: boolean },
    ): Promise<boolean> {
      const result = await translated(
        db
          .updateTable("doctors")
          .set({ ...changes, row_version: seen + 1 })
          .where("id", "=", id)
          .where("row_version", "=", seen)
          .executeTakeFirst(),
      );
      return result.numUpdatedRows === 1n;
    },
  };
}

export type DoctorRepository = ReturnType<typeof doctorRepository>;
