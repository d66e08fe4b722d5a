import type { Sql } from "#server/storage/database.ts";

/** What a repair reads again, inside its own transaction, before it writes. */
export function upkeepRepository(db: Sql) {
  return {
    async visit(id: number) {
      return db
        .selectFrom("appointments")
        .select([
          "id",
          "doctor_id",
          "patient_id",
          "status",
          "starts_at",
          "ends_at",
        ])
        .where("id", "=", id)
        .executeTakeFirst();
    },

    async patient(id: number) {
      return db
        .selectFrom("patients")
        .select([
          "id",
          "first_name",
          "last_name",
          "phone",
          "email",
          "date_of_birth",
          "is_active",
        ])
        .where("id", "=", id)
        .executeTakeFirst();
    },
  };
}

export type UpkeepRepository = ReturnType<typeof upkeepRepository>;
export type IndexedPatient = NonNullable<
  Awaited<ReturnType<UpkeepRepository["patient"]>>
>;
