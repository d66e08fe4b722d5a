import type { Pool, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import { dateFromToday } from "./draw.ts";

const doctors = 34;
const days = 10;
const visitsADay = 480;
const least = 400;

interface BusyDay {
  readonly location_id: number;
  readonly date: string;
}

async function foundIn(pool: Pool): Promise<BusyDay[]> {
  const [rows] = await pool.query<RowDataPacket[]>(
    `select location_id, appointment_date as date from appointments
      where appointment_date between curdate() - interval 30 day and curdate() and status <> 'Cancelled'
      group by location_id, appointment_date having count(*) >= ?`,
    [least],
  );
  return rows.map((row) => ({
    location_id: Number(row["location_id"]),
    date: String(row["date"]),
  }));
}

const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}:00`;

/** Rows of one day, wall time and UTC alike. */
function visitsOf(
  ago: number,
  location_id: number,
  staff: readonly number[],
): unknown[][] {
  const date = dateFromToday(-ago);
  return Array.from({ length: visitsADay }, (_, n) => {
    const from = timeOf(480 + 30 * Math.floor(n / doctors));
    const to = timeOf(510 + 30 * Math.floor(n / doctors));
    return [
      staff[n % doctors],
      1 + ((n * 19 + ago) % 9_000),
      location_id,
      date,
      from,
      to,
      "Check-up",
      "Completed",
      `${date} ${from}`,
      `${date} ${to}`,
      "Etc/UTC",
    ];
  });
}

/** Yesterday and the nine days before at a location of its own, each visit of half an hour. */
async function make(pool: Pool): Promise<void> {
  const [{ insertId }] = await pool.query<ResultSetHeader>(
    `insert into clinic_locations (name, address, phone, time_zone)
      values ('Bench Day', '2 Bench Street', '1', 'Etc/UTC')`,
  );
  for (let n = 1; n <= doctors; n += 1)
    await pool.query(
      `insert ignore into doctors (first_name, last_name, specialization, license_number, phone, email, hire_date)
        values ('Daisy', ?, 'Cardiology', ?, '1', ?, '2015-01-05')`,
      [`Day${n}`, `DAY-${n}`, `day${n}@doctors.example`],
    );
  const [ids] = await pool.query<RowDataPacket[]>(
    "select id from doctors where license_number like 'DAY-%' order by id",
  );
  const column = [...ids.map(({ id }) => Number(id))];
  for (let ago = 1; ago <= days; ago += 1)
    await pool.query(
      `insert into appointments (doctor_id, patient_id, location_id, appointment_date, start_time, end_time, purpose,
        status, starts_at, ends_at, time_zone) values ?`,
      [visitsOf(ago, insertId, column)],
    );
  await pool.query("analyze table appointments, doctors, clinic_locations");
}

/** Days with about 480 visits at one location; a small clinic has none, so it is given some. */
export async function addBusyDays(pool: Pool): Promise<BusyDay[]> {
  const found = await foundIn(pool);
  if (found.length > 0) return found;
  await make(pool);
  return foundIn(pool);
}
