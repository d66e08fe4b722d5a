import { randomBytes } from "node:crypto";
import type { Pool, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import { hashToken } from "#server/modules/accounts/session-lookup.repository.ts";
import { addBusyDays } from "./busy-days.ts";

/** Who and what the workloads ask for. */
export interface Fixture {
  readonly account_id: number;
  readonly headers: { readonly authorization: string };
  readonly patients: number;
  readonly doctors: number;
  /** Patients who may be booked. */
  readonly active: readonly number[];
  /** Doctors without visits of their own, to be booked, and where they work. */
  readonly booked: {
    readonly doctors: readonly number[];
    readonly location_id: number;
  };
  /** Location and date of a day with about 480 visits. */
  readonly busyDays: readonly { location_id: number; date: string }[];
}

const bookedDoctors = 100;
const zone = "America/New_York";

const idsOf = async (
  pool: Pool,
  statement: string,
  values: (string | number)[] = [],
): Promise<number[]> => {
  const [rows] = await pool.query<RowDataPacket[]>(statement, values);
  return rows.map((row) => Number(row["id"]));
};

const insert = async (
  pool: Pool,
  statement: string,
  values: unknown[] = [],
): Promise<number> =>
  (await pool.query<ResultSetHeader>(statement, values))[0].insertId;

async function signIn(pool: Pool): Promise<{ id: number; token: string }> {
  const email = "bench@front.desk";
  await pool.query(
    `insert ignore into accounts (email, display_name, roles) values (?, 'Bench Desk', 'front_desk')`,
    [email],
  );
  const [id = 0] = await idsOf(
    pool,
    "select id from accounts where email = ?",
    [email],
  );
  const token = randomBytes(32).toString("base64url");
  await pool.query(
    `insert into sessions (token_hash, account_id, stage, mode, expires_at, ip_address, user_agent)
      values (?, ?, 'full', 'token', utc_timestamp() + interval 12 hour, '127.0.0.1', 'bench')`,
    [hashToken(token), id],
  );
  return { id, token };
}

/** Doctors who can be booked from six to eleven at night on every day of the week. */
async function staff(pool: Pool): Promise<Fixture["booked"]> {
  const [known] = await idsOf(
    pool,
    "select id from clinic_locations where name = 'Bench Clinic'",
  );
  const location_id =
    known ??
    (await insert(
      pool,
      "insert into clinic_locations (name, address, phone, time_zone) values ('Bench Clinic', '1 Bench Street', '1', ?)",
      [zone],
    ));
  const hired = "select id from doctors where license_number like 'BENCH-%'";
  if (known === undefined) {
    for (let n = 1; n <= bookedDoctors; n += 1)
      await pool.query(
        `insert into doctors (first_name, last_name, specialization, license_number, phone, email, hire_date)
          values ('Ben', ?, 'Cardiology', ?, '1', ?, '2015-01-05')`,
        [`Ch${n}`, `BENCH-${n}`, `bench${n}@doctors.example`],
      );
    await pool.query(
      `insert into calendars (kind, resource_id) select 'doctor', id from (${hired}) d`,
    );
    for (let weekday = 1; weekday <= 7; weekday += 1)
      await pool.query(
        `insert into doctor_hours (doctor_id, location_id, weekday, start_time, end_time, valid_from)
          select id, ?, ?, '06:00', '23:00', '2015-01-05' from (${hired}) d`,
        [location_id, weekday],
      );
  }
  return { doctors: await idsOf(pool, `${hired} order by id`), location_id };
}

/** What earlier runs booked, so that every run begins alike. */
async function forgetBookings(
  pool: Pool,
  { doctors }: Fixture["booked"],
): Promise<void> {
  for (const table of ["appointments", "calendar_cells"])
    for (;;) {
      const column =
        table === "appointments"
          ? "doctor_id in (?)"
          : "appointment_id not in (select id from appointments)";
      const [gone] = await pool.query<ResultSetHeader>(
        `delete from ${table} where ${column} limit 20000`,
        [doctors],
      );
      if (gone.affectedRows === 0) break;
    }
  await pool.query("truncate idempotency_keys");
}

/** Prepares a filled database for the workloads; safe to repeat. */
export async function prepareFixture(pool: Pool): Promise<Fixture> {
  const booked = await staff(pool);
  await forgetBookings(pool, booked);
  const [doctors = 0] = await idsOf(
    pool,
    "select count(*) as id from doctors where license_number like 'MD-%'",
  );
  const [patients = 0] = await idsOf(
    pool,
    "select max(id) as id from patients",
  );
  const active = await idsOf(
    pool,
    "select id from patients where is_active = 1 order by id limit 100000",
  );
  await pool.query("drop table if exists bench_claims, bench_outbox");
  await pool.query(
    "create table bench_claims (slot int primary key, patient_id int not null)",
  );
  await pool.query("create table bench_outbox like outbox");
  const { id, token } = await signIn(pool);
  const busyDays = await addBusyDays(pool);
  await pool.query(
    "analyze table doctors, doctor_hours, clinic_locations, calendars, calendar_cells",
  );
  return {
    account_id: id,
    headers: { authorization: `Bearer ${token}` },
    patients,
    doctors,
    active,
    booked,
    busyDays,
  };
}
