import { sql } from "kysely";
import type { Sql } from "#server/storage/database.ts";

/** By which rights a doctor reaches a patient, all asked at once. */
export interface DoctorsRights {
  readonly treating: boolean;
  readonly cover: boolean;
  readonly break_glass: boolean;
}

const makesTreating = sql`v.status in ('Scheduled', 'Completed')
  and v.appointment_date >= utc_date() - interval 5 year`;

/** Reads visits, covers and open grants; one statement a question. */
export function careRelationRepository(db: Sql) {
  return {
    async rightsOf(
      doctor: { account_id: number; doctor_id: number },
      patient_id: number,
    ): Promise<DoctorsRights> {
      // Covers are dates without a zone; the day is taken in UTC, the same for every location.
      const { rows } = await sql<Record<keyof DoctorsRights, number>>`
        select
          exists (select 1 from appointments v
            where v.patient_id = ${patient_id} and v.doctor_id = ${doctor.doctor_id}
              and ${makesTreating}) as treating,
          exists (select 1 from doctor_covers c
            join appointments v on v.doctor_id = c.doctor_id
            where c.covering_doctor_id = ${doctor.doctor_id} and c.cancelled_at is null
              and utc_date() between c.starts_on and c.ends_on
              and v.patient_id = ${patient_id} and ${makesTreating}) as cover,
          exists (select 1 from break_glass_grants g
            where g.doctor_id = ${doctor.doctor_id} and g.account_id = ${doctor.account_id}
              and g.patient_id = ${patient_id} and g.ended_at is null
              and g.expires_at > utc_timestamp(6)) as break_glass
      `.execute(db);
      const row = rows[0];
      return {
        treating: Number(row?.treating) === 1,
        cover: Number(row?.cover) === 1,
        break_glass: Number(row?.break_glass) === 1,
      };
    },
  };
}

export type CareRelationRepository = ReturnType<typeof careRelationRepository>;
