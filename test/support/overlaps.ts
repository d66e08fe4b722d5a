import { sql } from "kysely";
import type { TestClinic } from "./clinic.ts";

/**
 * Everything that must never be in the tables: pairs of live visits of one doctor or patient that overlap, live visits
 * of today and later whose cells are not exactly theirs, and cells of visits that are not live.
 */
export async function calendarFaults(clinic: TestClinic): Promise<string[]> {
  const { rows } = await sql<{ fault: string }>`
    select concat('doctor ', a.doctor_id, ': ', a.id, ' and ', b.id) as fault
      from appointments a join appointments b on b.doctor_id = a.doctor_id and b.id > a.id
      and a.starts_at < b.ends_at and b.starts_at < a.ends_at
      where a.status in ('Scheduled', 'Completed') and b.status in ('Scheduled', 'Completed')
    union all select concat('patient ', a.patient_id, ': ', a.id, ' and ', b.id)
      from appointments a join appointments b on b.patient_id = a.patient_id and b.id > a.id
      and a.starts_at < b.ends_at and b.starts_at < a.ends_at
      where a.status in ('Scheduled', 'Completed') and b.status in ('Scheduled', 'Completed')
    union all select concat('cells of ', a.id)
      from appointments a left join calendar_cells c on c.appointment_id = a.id
      group by a.id, a.status, a.starts_at, a.ends_at
      having count(c.cell) <> if(a.status in ('Scheduled', 'Completed'),
        timestampdiff(minute, a.starts_at, a.ends_at) / 5 * 2, 0)`.execute(
    clinic.database.sql,
  );
  return rows.map((row) => row.fault);
}
