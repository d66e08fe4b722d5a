import { sql } from "kysely";
import type { VisitAhead } from "#server/kernel/worklist.ts";
import type { Sql } from "#server/storage/database.ts";

/** A live visit that may lie ahead, with what its instants were derived from. */
export type PlacedVisit = Omit<VisitAhead, "starts_at" | "ends_at"> & {
  readonly starts_at: string | null;
  readonly ends_at: string | null;
  readonly time_zone: string | null;
  readonly row_version: number;
};

/** What re-deriving instants reads: live visits ahead, by location. */
export function zoneRecomputeRepository(db: Sql) {
  return {
    async locations(): Promise<{ id: number; time_zone: string }[]> {
      return db
        .selectFrom("clinic_locations")
        .select(["id", "time_zone"])
        .orderBy("id")
        .execute();
    },

    /** Scheduled and Completed visits of the location from the date on, by id; also those without instants. */
    async liveFrom(location_id: number, date: string): Promise<PlacedVisit[]> {
      return db
        .selectFrom("appointments as a")
        .innerJoin("patients as p", "p.id", "a.patient_id")
        .select([
          "a.id",
          "a.patient_id",
          sql<string>`concat(p.first_name, ' ', p.last_name)`.as(
            "patient_name",
          ),
          "a.doctor_id",
          "a.location_id",
          "a.appointment_date",
          "a.start_time",
          "a.end_time",
          "a.starts_at",
          "a.ends_at",
          "a.time_zone",
          "a.row_version",
        ])
        .where("a.location_id", "=", location_id)
        .where("a.appointment_date", ">=", date)
        .where("a.status", "in", ["Scheduled", "Completed"])
        .orderBy("a.id")
        .execute();
    },
  };
}

export type ZoneRecomputeRepository = ReturnType<
  typeof zoneRecomputeRepository
>;
