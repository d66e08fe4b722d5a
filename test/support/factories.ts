import { randomBytes } from "node:crypto";
import type { TestClinic } from "./clinic.ts";

const unique = (): string => randomBytes(5).toString("hex");

/** A location in use. @returns its id */
export async function aLocation(
  clinic: TestClinic,
  fields: { name?: string; time_zone?: string } = {},
): Promise<number> {
  const { insertId } = await clinic.database.sql
    .insertInto("clinic_locations")
    .values({
      name: `Clinic ${unique()}`,
      address: "1 Test Street",
      phone: "555-0100",
      email: null,
      time_zone: "Europe/London",
      ...fields,
    })
    .executeTakeFirstOrThrow();
  return Number(insertId);
}

/** A doctor with a calendar, but no hours: see `worksAt`. @returns the id */
export async function aDoctor(
  clinic: TestClinic,
  fields: {
    first_name?: string;
    last_name?: string;
    specialization?: string;
  } = {},
): Promise<number> {
  const { insertId } = await clinic.database.sql
    .insertInto("doctors")
    .values({
      first_name: "Ada",
      last_name: `Ward${unique()}`,
      specialization: "General practice",
      license_number: `L-${unique()}`,
      phone: "555-0101",
      email: `${unique()}@doctors.example`,
      office_room: null,
      hire_date: "2020-01-01",
      ...fields,
    })
    .executeTakeFirstOrThrow();
  const id = Number(insertId);
  await clinic.database.sql
    .insertInto("calendars")
    .values({ kind: "doctor", resource_id: id })
    .execute();
  return id;
}

/** Weekly hours, every day 08:00 to 18:00 since 2020 unless told otherwise. */
export async function worksAt(
  clinic: TestClinic,
  doctor_id: number,
  location_id: number,
  hours: {
    weekdays?: readonly number[];
    start_time?: string;
    end_time?: string;
    valid_from?: string;
    valid_to?: string | null;
  } = {},
): Promise<void> {
  const { weekdays = [1, 2, 3, 4, 5, 6, 7], ...times } = hours;
  await clinic.database.sql
    .insertInto("doctor_hours")
    .values(
      weekdays.map((weekday) => ({
        doctor_id,
        location_id,
        weekday,
        start_time: "08:00:00",
        end_time: "18:00:00",
        valid_from: "2020-01-01",
        valid_to: null,
        ...times,
      })),
    )
    .execute();
}
