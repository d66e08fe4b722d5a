import { sql } from "kysely";
import { Temporal } from "temporal-polyfill";
import { patientSearchRepository } from "#server/modules/patients/patient-search.repository.ts";
import { seedDemo } from "#server/modules/seed/seed-demo.ts";
import { startClinic, type TestClinic } from "#test/support/clinic.ts";
import { runSql } from "#test/support/run-sql.ts";

export interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

export interface PlanWorld {
  readonly clinic: TestClinic;
  /** What ran while the work did, in order. */
  watch(work: () => Promise<unknown>): Promise<Statement[]>;
}

// A Wednesday within the demo's clinic: always the same, so that its rows are.
const now = Temporal.Instant.from("2026-03-25T14:40:00Z");

/**
 * Rows where the demo has few and a clinic of some years has many; the same in each run. What is dropped by its age
 * is as old as the database's own clock says.
 */
const years: readonly string[] = [
  `insert into accounts (email, display_name, roles, doctor_id, patient_id)
     select concat('p', seq, '@plan.example'), 'P', 'patient', null, seq + 100 from seq_1_to_600`,
  `insert into sessions (token_hash, account_id, stage, mode, expires_at, revoked_at, last_seen_at)
     select unhex(sha2(seq, 256)), 1 + seq mod 300, 'full', 'token', utc_timestamp() - interval 90 day + interval seq minute,
       if(seq mod 3, null, '2026-03-01'), utc_timestamp() - interval seq minute from seq_1_to_3000`,
  `insert into idempotency_keys (account_id, route, idempotency_key, request_hash, response, expires_at)
     select 1 + seq mod 50, 'POST /payments', concat('k', seq), unhex(sha2(seq, 256)), 'x', utc_timestamp() + interval seq minute
     from seq_1_to_2000`,
  `insert into one_time_codes (purpose, code_hash, patient_id, expires_at)
     select 'patient_claim', unhex(sha2(seq, 256)), seq, utc_timestamp() + interval seq minute from seq_1_to_1000`,
  `insert into throttles (bucket, failures, window_started_at)
     select unhex(sha2(seq, 256)), 1, utc_timestamp() - interval seq second from seq_1_to_1000`,
  `insert into break_glass_grants (account_id, doctor_id, patient_id, reason, started_at, expires_at, ended_at, ended_by)
     select 3, 1 + seq mod 20, 1 + seq, 'why', '2026-03-25' - interval seq hour, '2026-03-25 01:00' - interval seq hour,
       if(seq > 2, '2026-03-25 01:00' - interval seq hour, null), if(seq > 2, 'server', null) from seq_1_to_600`,
  `insert into doctor_covers (doctor_id, covering_doctor_id, starts_on, ends_on)
     select 1 + seq mod 20, 1 + (seq + 1) mod 20, '2026-03-25' - interval seq day, '2026-03-26' - interval seq day from seq_1_to_400`,
  `insert into doctor_time_off (doctor_id, time_zone, starts_on, start_time, ends_on, end_time, starts_at, ends_at)
     select 1 + seq mod 20, 'America/New_York', d, '00:00', d + interval 1 day, '00:00', d, d + interval 1 day
     from (select seq, date('2026-06-01') - interval seq day as d from seq_1_to_800) days`,
  `insert into location_closures (location_id, time_zone, starts_on, start_time, ends_on, end_time, starts_at, ends_at)
     select 1 + seq mod 3, 'America/New_York', d, '00:00', d + interval 1 day, '00:00', d, d + interval 1 day
     from (select seq, date('2026-06-01') - interval seq week as d from seq_1_to_200) weeks`,
  `insert into worklist_items (appointment_id, cause, status, resolved_at)
     select id, 'closure', if(id mod 40, 'called', 'open'), if(id mod 40, '2026-03-01', null) from appointments where id mod 4 = 0`,
  `insert into patient_contacts (patient_id, name, phone) select 1 + seq mod 2000, 'C', '555-0100' from seq_1_to_3000`,
  `insert into import_runs (kind, file_name, mapping, status, created_by_account_id, started_at)
     select 'patients', 'a.csv', '{"columns":["a"],"mapping":{}}', 'finished', 1,
       utc_timestamp() - interval if(seq > 97, 31, 29) day from seq_1_to_100`,
  `insert into import_run_errors (import_run_id, file_row, problems, original)
     select 1 + seq mod 100, seq, '[]', '["x"]' from seq_1_to_3000`,
  `insert into printed_documents (kind, source_id, version, pdf, sha256, printed_by_account_id, printed_at)
     select 'receipt', 100 + seq, 1, 'x', unhex(sha2('x', 256)), 4, '2026-03-01' from seq_1_to_1000`,
  `insert into second_factors (account_id, secret, confirmed_at) select seq, 'x', '2026-03-01' from seq_7_to_500`,
  `insert into recovery_codes (account_id, code_hash) select 7 + seq mod 400, unhex(sha2(seq, 256)) from seq_1_to_3000`,
  `insert into audit_patient_sets (set_id, patient_id)
     select sha2(seq div 20, 256), 1 + (seq * 7) mod 2000 from seq_1_to_6000`,
  `insert into audit_logs (_id, document, seq, event_type, timestamp, actor_type, actor_id, target_type, target_id, patient_id, patient_set)
     select lpad(seq, 24, '0'), (select document from audit_logs order by seq limit 1), 100000 + seq,
       elt(1 + seq mod 5, 'patient_viewed', 'appointment_booked', 'payment_received', 'signed_in', 'list_viewed'),
       '2026-03-01' + interval seq minute, elt(1 + seq mod 3, 'doctor', 'front_desk', 'billing'), 1 + seq mod 20, 'patient',
       1 + (seq * 3) mod 2000, if(seq mod 4 = 0, null, 1 + (seq * 3) mod 2000), if(seq mod 4 = 0, sha2(seq mod 300, 256), null)
     from seq_1_to_12000`,
];

/** Exact statistics: an estimate from sampled pages would change from run to run. */
async function analyse(clinic: TestClinic): Promise<void> {
  const tables = await runSql<{ name: string }>(
    clinic,
    "select table_name as name from information_schema.tables where table_schema = database()",
  );
  for (const { name } of tables) {
    await runSql(clinic, `alter table ${name} stats_sample_pages = 10000`);
    await runSql(clinic, `analyze table ${name}`);
  }
}

/** The demo clinic some years on, behind the real HTTP edge, with every statement seen. MariaDB only. */
export async function planWorld(): Promise<PlanWorld> {
  let seen: Statement[] | undefined;
  const clinic = await startClinic({
    clock: { now: () => now },
    onQuery: (text, values) => seen?.push({ sql: text, values }),
  });
  await seedDemo({
    database: clinic.database,
    clock: { now: () => now },
    hashPassword: async () => "no password opens this",
    indexPatients: (db, patients) =>
      patientSearchRepository(db).indexMany(patients),
    password: "unused",
    onProgress: () => undefined,
  });
  await clinic.composed.sequencer.drain();
  for (const statement of years)
    await sql.raw(statement).execute(clinic.database.sql);
  await analyse(clinic);
  return {
    clinic,
    async watch(work) {
      const mine: Statement[] = [];
      seen = mine;
      try {
        await work();
      } finally {
        seen = undefined;
      }
      return mine;
    },
  };
}
