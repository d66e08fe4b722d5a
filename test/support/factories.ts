import { randomBytes } from "node:crypto";
import { patientSearchRepository } from "#server/modules/patients/patient-search.repository.ts";
import type { Body, TestClinic } from "./clinic.ts";

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

/** A registered patient with a calendar, found by the search. @returns the id */
export async function aPatient(
  clinic: TestClinic,
  fields: {
    first_name?: string;
    last_name?: string;
    date_of_birth?: string;
    phone?: string;
    email?: string | null;
    allergies?: string | null;
    is_active?: boolean;
    inactive_reason?: "deceased" | "moved" | "test";
  } = {},
): Promise<number> {
  const row = {
    first_name: "Jane",
    last_name: `Doe${unique()}`,
    date_of_birth: "1980-04-12",
    gender: "Female" as const,
    phone: "555-0142",
    email: null,
    address: null,
    emergency_contact: null,
    emergency_phone: null,
    blood_type: null,
    allergies: null,
    allergy_status: fields.allergies
      ? ("recorded" as const)
      : ("not_asked" as const),
    is_active: true,
    inactive_reason: null,
    duplicate_of: null,
    ...fields,
  };
  const { insertId } = await clinic.database.sql
    .insertInto("patients")
    .values(row)
    .executeTakeFirstOrThrow();
  const id = Number(insertId);
  await clinic.database.sql
    .insertInto("calendars")
    .values({ kind: "patient", resource_id: id })
    .execute();
  await patientSearchRepository(clinic.database.sql).index(
    { ...row, id },
    undefined,
  );
  return id;
}

/** A visit booked by the front desk through the API; what is not named is made. @returns the answer's body */
export async function aBookedAppointment(
  clinic: TestClinic,
  fields: {
    doctor_id?: number;
    patient_id?: number;
    location_id?: number;
    appointment_date?: string;
    start_time?: string;
    end_time?: string;
    purpose?: string;
    notes?: string;
  } = {},
): Promise<Body> {
  const location_id = fields.location_id ?? (await aLocation(clinic));
  const doctor_id = fields.doctor_id ?? (await aDoctor(clinic));
  const patient_id = fields.patient_id ?? (await aPatient(clinic));
  const desk = await clinic.signIn("front_desk");
  const booked = await desk.request("POST", "/appointments", {
    appointment_date: "2035-01-08",
    start_time: "09:00",
    end_time: "09:30",
    ...fields,
    doctor_id,
    patient_id,
    location_id,
    override_reason: "made for a test",
  });
  if (booked.status !== 201)
    throw new Error(`not booked: ${JSON.stringify(booked.body)}`);
  return booked.body;
}

/** A visit put into the table as it is, without cells: for what follows a visit. Today unless told otherwise. @returns the id */
export async function aVisit(
  clinic: TestClinic,
  people: { doctor_id: number; patient_id: number; location_id: number },
  fields: {
    appointment_date?: string;
    status?: "Scheduled" | "Completed" | "Cancelled" | "No-show";
  } = {},
): Promise<number> {
  const date =
    fields.appointment_date ??
    clinic.composed.clock.now().toString().slice(0, 10);
  const { insertId } = await clinic.database.sql
    .insertInto("appointments")
    .values({
      ...people,
      appointment_date: date,
      start_time: "10:00:00",
      end_time: "10:30:00",
      purpose: null,
      notes: null,
      cancellation_reason: null,
      cancelled_by: null,
      starts_at: `${date} 10:00:00`,
      ends_at: `${date} 10:30:00`,
      time_zone: "Europe/London",
      arrived_at: null,
      completed_at: null,
      cancelled_at: null,
      override_reason: null,
      booked_by_account_id: null,
      status: "Completed",
      ...fields,
    })
    .executeTakeFirstOrThrow();
  return Number(insertId);
}
