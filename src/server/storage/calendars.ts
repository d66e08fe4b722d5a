import { sql } from "kysely";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Sql } from "./database.ts";
import { isStorageError } from "./storage-error.ts";

const insertCellsAtOnce = 500;

/**
 * The queue and the guarantee behind every change of a calendar (house: "No double booking").
 * Whoever changes one first updates its row: that is the queue, on a cluster too, and its
 * version is what a board polls. The unique cells are the guarantee. Always doctors first,
 * ascending, then the patient, so that two changes never wait for each other in a ring.
 */
export function calendars(db: Sql) {
  /** One statement: its rows are locked in the order of the primary key, doctors before patients. */
  const touch = async (whose: {
    readonly doctors?: readonly number[];
    readonly patients?: readonly number[];
  }): Promise<void> => {
    const doctors = [...new Set(whose.doctors)].sort((a, b) => a - b);
    const patients = [...new Set(whose.patients)].sort((a, b) => a - b);
    const expected = doctors.length + patients.length;
    if (expected === 0) return;
    const update = async (): Promise<number> => {
      const result = await db
        .updateTable("calendars")
        .set({ version: sql<number>`version + 1` })
        .where((where) =>
          where.or([
            ...(doctors.length > 0
              ? [
                  where.and([
                    where("kind", "=", "doctor"),
                    where("resource_id", "in", doctors),
                  ]),
                ]
              : []),
            ...(patients.length > 0
              ? [
                  where.and([
                    where("kind", "=", "patient"),
                    where("resource_id", "in", patients),
                  ]),
                ]
              : []),
          ]),
        )
        .orderBy("kind")
        .orderBy("resource_id")
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    };
    if ((await update()) === expected) return;
    // Somebody who came into the database by another way has no calendar yet.
    await db
      .insertInto("calendars")
      .ignore()
      .values([
        ...doctors.map((id) => ({ kind: "doctor" as const, resource_id: id })),
        ...patients.map((id) => ({
          kind: "patient" as const,
          resource_id: id,
        })),
      ])
      .execute();
    await update();
  };

  return {
    /** Called once, when the doctor or the patient is registered. */
    async open(kind: "doctor" | "patient", id: number): Promise<void> {
      await db
        .insertInto("calendars")
        .values({ kind, resource_id: id })
        .execute();
    },

    touch,
    touchDoctors: (doctors: readonly number[]) => touch({ doctors }),
    touchPatients: (patients: readonly number[]) => touch({ patients }),

    /** Queues behind every doctor's calendar: for a closing that concerns them all. */
    async touchAllDoctors(): Promise<void> {
      await db
        .updateTable("calendars")
        .set({ version: sql<number>`version + 1` })
        .where("kind", "=", "doctor")
        .orderBy("resource_id")
        .execute();
    },

    /** The version to poll: of one doctor, or of all together. */
    async version(doctor_id?: number): Promise<number> {
      const row = await db
        .selectFrom("calendars")
        .select((select) => select.fn.sum<string>("version").as("version"))
        .where("kind", "=", "doctor")
        .$if(doctor_id !== undefined, (query) =>
          query.where("resource_id", "=", doctor_id!),
        )
        .executeTakeFirst();
      return Number(row?.version ?? 0);
    },

    /**
     * Claims the cells of visits, the patient's first, in one insert.
     * @throws ClinicError `patient_busy` or `doctor_busy` when somebody holds one
     */
    async claim(
      visits: readonly {
        appointment_id: number;
        doctor_id: number;
        patient_id: number;
        cells: readonly number[];
      }[],
    ): Promise<void> {
      const rows = (["patient", "doctor"] as const).flatMap((kind) =>
        visits.flatMap((visit) =>
          visit.cells.map((cell) => ({
            kind,
            resource_id:
              kind === "patient" ? visit.patient_id : visit.doctor_id,
            cell,
            appointment_id: visit.appointment_id,
          })),
        ),
      );
      try {
        for (let at = 0; at < rows.length; at += insertCellsAtOnce)
          await db
            .insertInto("calendar_cells")
            .values(rows.slice(at, at + insertCellsAtOnce))
            .execute();
      } catch (error) {
        if (!isStorageError(error, "duplicate")) throw error;
        throw new ClinicError(
          error.keyHead === "patient" ? "patient_busy" : "doctor_busy",
        );
      }
    },

    /** Lets go of everything the visits hold. */
    async release(appointment_ids: readonly number[]): Promise<void> {
      if (appointment_ids.length === 0) return;
      await db
        .deleteFrom("calendar_cells")
        .where("appointment_id", "in", [...appointment_ids])
        .execute();
    },

    /** Drops cells older than the given one: back-dated visits are checked by range. @returns how many */
    async dropBefore(cell: number, limit = 5_000): Promise<number> {
      const result = await db
        .deleteFrom("calendar_cells")
        .where("cell", "<", cell)
        .orderBy("cell")
        .limit(limit)
        .executeTakeFirst();
      return Number(result.numDeletedRows);
    },
  };
}

export type Calendars = ReturnType<typeof calendars>;
