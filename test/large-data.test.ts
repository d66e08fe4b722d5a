import { sql } from "kysely";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Body,
  type TestClinic,
} from "#test/support/clinic.ts";
import { patientSearchRepository } from "#server/modules/patients/patient-search.repository.ts";
import { dictionaryRows } from "#server/modules/patients/search/dictionary.repository.ts";
import { indexRows } from "#server/modules/patients/search/index-rows.rules.ts";
import {
  seedLarge,
  type LargeResult,
  type SeedLarge,
} from "#server/modules/seed/seed-large.ts";
import { installation } from "#server/storage/installation.ts";
import { parseMysqlUrl } from "#server/storage/mysql-url.ts";

const now = Temporal.Instant.from("2026-03-25T14:40:00Z");
// More patients than two shuffled blocks and less than a whole number of them, each coming twice and a bit.
const wanted = { patients: 9_001, appointments: 20_003, doctors: 6 };
let clinic: TestClinic;
let result: LargeResult;
const progress: number[] = [];

const needs = (): SeedLarge => ({
  database: clinic.database,
  address: parseMysqlUrl(clinic.url)[0] ?? {},
  isPrivate: false,
  clock: { now: () => now },
  search: { indexRows, dictionaryRows },
  wanted,
  onProgress: (_, done = 0) => progress.push(done),
});
const query = async (text: string): Promise<Body[]> =>
  (await sql.raw<Body>(text).execute(clinic.database.sql)).rows;
const one = async (text: string): Promise<Body> => (await query(text))[0];

beforeAll(async () => {
  clinic = await startClinic();
  result = await seedLarge(needs());
}, 120_000);
afterAll(() => clinic.close());

test("exactly so many patients and visits are there, over five years of working days", async () => {
  expect(
    await one(
      "select (select count(*) from patients) patients, (select count(*) from appointments) appointments, (select count(*) from doctors) doctors, (select count(*) from calendars) calendars",
    ),
  ).toEqual({ ...wanted, calendars: 9_007 });
  const days = await one(
    "select min(appointment_date) first, max(appointment_date) last, max(weekday(appointment_date)) weekday from appointments",
  );
  expect(days).toMatchObject({ weekday: 4 });
  expect(days.first < "2021-07-01" && days.last > "2026-06-15").toBe(true);
  expect(result).toMatchObject({ doctors: 6, locations: 1 });
  expect(result.rows).toBeGreaterThan(29_000);
  expect(progress.at(-1)).toBe(1);
});

test("nobody is in two visits at once, cancelled ones included", async () => {
  for (const who of ["doctor_id", "patient_id"])
    expect(
      await query(
        `select id from (select id, starts_at, lag(ends_at) over (partition by ${who} order by starts_at, ends_at) previous_end from appointments) visits where starts_at < previous_end`,
      ),
    ).toEqual([]);
  expect(
    (await one("select count(distinct patient_id) n from appointments")).n,
  ).toBe(9_001);
});

test("times stand on 5-minute marks and mean the same on the wall and in UTC", async () => {
  expect(
    await query(
      "select id from appointments where time_to_sec(start_time) % 300 <> 0 or time_to_sec(end_time) % 300 <> 0 or timestampdiff(second, starts_at, ends_at) <> time_to_sec(end_time) - time_to_sec(start_time) or timestampdiff(hour, timestamp(appointment_date, start_time), starts_at) not in (4, 5)",
    ),
  ).toEqual([]);
  expect(
    await query(
      "select id from appointments where starts_at > '2026-03-25 14:40:00' and status not in ('Scheduled', 'Cancelled') or status = 'Scheduled' and starts_at < '2026-03-25 14:40:00' or status = 'Cancelled' and (cancelled_by is null or cancelled_at is null)",
    ),
  ).toEqual([]);
});

test("the visits of two days ago and later hold their cells", async () => {
  const due = await one(
    "select sum(timestampdiff(minute, starts_at, ends_at)) / 5 * 2 cells from appointments where status in ('Scheduled', 'Completed') and starts_at >= '2026-03-23 14:40:00'",
  );
  const held = await one(
    "select count(*) cells from calendar_cells c join appointments a on a.id = c.appointment_id and c.cell * 300 >= timestampdiff(second, '1970-01-01', a.starts_at) and c.cell * 300 < timestampdiff(second, '1970-01-01', a.ends_at) and c.resource_id = if(c.kind = 'doctor', a.doctor_id, a.patient_id)",
  );
  expect(held.cells).toBe(Number(due.cells));
  expect((await one("select count(*) n from calendar_cells")).n).toBe(
    held.cells,
  );
});

test("patients are found by name, also misspelt", async () => {
  const search = patientSearchRepository(clinic.database.sql);
  const patient = await one(
    "select id, first_name, last_name from patients where char_length(last_name) between 7 and 9 and last_name regexp '^[A-Z][a-z]+$' and first_name regexp '^[A-Z][a-z]+$' order by id limit 1 offset 500",
  );
  const bent = `${patient.first_name} ${patient.last_name.slice(0, 3)}${patient.last_name[4]}${patient.last_name[3]}${patient.last_name.slice(5)}`;
  for (const q of [`${patient.last_name} ${patient.first_name}`, bent])
    expect(
      (await search.search(q, { limit: 20, offset: 0 })).map(({ id }) => id),
    ).toContain(patient.id);
});

test("it goes into an empty database only, and clears what was interrupted", async () => {
  await expect(seedLarge(needs())).rejects.toMatchObject({
    code: "refused_by_rule",
  });
  await expect(
    seedLarge({
      ...needs(),
      wanted: { patients: 11, appointments: 50, doctors: 6 },
    }),
  ).rejects.toMatchObject({ code: "refused_by_rule" });
  await installation(clinic.database.sql).set("large_seed", "running");
  await seedLarge({ ...needs(), wanted: { patients: 40, appointments: 200 } });
  expect(
    await one("select count(*) n, max(patient_id) most from appointments"),
  ).toEqual({ n: 200, most: 40 });
  const trail = await clinic.auditTrail();
  expect(trail.map((entry) => entry["event_type"])).toEqual([
    "large_data_seeded",
    "large_data_seeded",
  ]);
});
