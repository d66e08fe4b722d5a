import { sql } from "kysely";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Body,
  type TestClinic,
} from "#test/support/clinic.ts";
import { parseCents } from "#server/kernel/money.ts";
import { installation } from "#server/storage/installation.ts";
import { seedDemo, type SeedDemo } from "#server/modules/seed/seed-demo.ts";

// A Wednesday at 10:40 in New York, two weeks after its clocks went forward: the days behind cross the change.
const now = Temporal.Instant.from("2026-03-25T14:40:00Z");
let clinic: TestClinic;
let indexed: readonly { id: number }[] = [];

const needs = (): SeedDemo => ({
  database: clinic.database,
  clock: { now: () => now },
  hashPassword: async (plain) => `hash of ${plain}`,
  indexPatients: async (_, patients) => {
    indexed = patients;
  },
  password: "correct horse",
  onProgress: () => undefined,
});

const query = async (text: string): Promise<Body[]> =>
  (await sql.raw<Body>(text).execute(clinic.database.sql)).rows;
const one = async (text: string): Promise<Body> => (await query(text))[0];

beforeAll(async () => {
  clinic = await startClinic();
  await seedDemo(needs());
}, 60_000);
afterAll(() => clinic.close());

test("the cast of the data design is there, by its numbers", async () => {
  expect(
    await one(
      "select first_name, last_name, is_active from patients where id = 42",
    ),
  ).toEqual({ first_name: "Jane", last_name: "Doe", is_active: 1 });
  expect(
    await one("select first_name, last_name from doctors where id = 18"),
  ).toEqual({ first_name: "Robert", last_name: "Smith" });
  expect(
    await one("select name, time_zone from clinic_locations where id = 3"),
  ).toEqual({ name: "Main Clinic", time_zone: "America/New_York" });
  expect(
    await one(
      "select patient_id, doctor_id, location_id, appointment_date, start_time, end_time, starts_at, status from appointments where id = 156",
    ),
  ).toEqual({
    patient_id: 42,
    doctor_id: 18,
    location_id: 3,
    appointment_date: "2024-01-15",
    start_time: "09:00:00",
    end_time: "09:30:00",
    starts_at: "2024-01-15 14:00:00.000000",
    status: "Completed",
  });
  expect(
    await one(
      "select appointment_id, dosage, frequency, refills_remaining from prescriptions where id = 89",
    ),
  ).toEqual({
    appointment_id: 156,
    dosage: "10mg",
    frequency: "twice daily",
    refills_remaining: 2,
  });
  const versions = await query(
    "select version, change_kind, before_state, reason from prescription_versions where prescription_id = 89 order by version",
  );
  expect(versions.map(({ change_kind }) => change_kind)).toEqual([
    "issued",
    "adjusted",
  ]);
  expect(JSON.parse(versions[1].before_state)).toMatchObject({
    dosage: "20mg",
    frequency: "once daily",
    refills_remaining: 1,
  });
});

test("the size and the days are those of the demo, in each zone", async () => {
  expect(
    await one(
      "select (select count(*) from doctors) doctors, (select count(*) from patients) patients, (select count(*) from clinic_locations) locations, (select count(distinct time_zone) from clinic_locations) zones",
    ),
  ).toEqual({ doctors: 20, patients: 2000, locations: 3, zones: 2 });
  expect(
    await one(
      "select min(appointment_date) first, max(appointment_date) last from appointments where id <> 156",
    ),
  ).toEqual({ first: "2026-01-24", last: "2026-04-24" });
  const { per_day } = await one(
    "select avg(n) per_day from (select count(*) n from appointments where id <> 156 and appointment_date < '2026-03-25' and weekday(appointment_date) < 5 group by doctor_id, appointment_date) d",
  );
  expect(Number(per_day)).toBeGreaterThan(12);
  expect(Number(per_day)).toBeLessThan(17);
});

test("no doctor and no patient is in two visits at once", async () => {
  for (const who of ["doctor_id", "patient_id"])
    expect(
      await query(`select id from (select id, starts_at, lag(ends_at) over (partition by ${who} order by starts_at, ends_at) previous_end
        from appointments where status in ('Scheduled', 'Completed')) visits where starts_at < previous_end`),
    ).toEqual([]);
});

test("a visit's instants are its wall time in its place's zone, across the change of the clocks", async () => {
  expect(
    await query(
      "select a.id from appointments a join clinic_locations l on l.id = a.location_id where a.time_zone <> l.time_zone or timestampdiff(minute, starts_at, ends_at) <> (time_to_sec(end_time) - time_to_sec(start_time)) / 60",
    ),
  ).toEqual([]);
  const offsets = await query(
    "select distinct timestampdiff(hour, timestamp(appointment_date, start_time), starts_at) hours, time_zone, appointment_date >= '2026-03-08' summer from appointments order by time_zone, summer",
  );
  expect(offsets.map(({ hours, summer }) => [hours, summer])).toEqual([
    [6, 0],
    [5, 1],
    [5, 0],
    [4, 1],
  ]);
});

test("live visits that ended at most two days ago hold their cells, others hold none", async () => {
  const due = await one(
    "select sum(timestampdiff(minute, starts_at, ends_at)) / 5 * 2 cells from appointments where status in ('Scheduled', 'Completed') and ends_at >= '2026-03-23 14:40:00'",
  );
  const held = await one(
    "select count(*) cells from calendar_cells c join appointments a on a.id = c.appointment_id and a.status in ('Scheduled', 'Completed') and c.cell * 300 >= timestampdiff(second, '1970-01-01', a.starts_at) and c.cell * 300 < timestampdiff(second, '1970-01-01', a.ends_at) and c.resource_id = if(c.kind = 'doctor', a.doctor_id, a.patient_id)",
  );
  expect(held.cells).toBe(Number(due.cells));
  expect(await one("select count(*) n from calendar_cells")).toEqual({
    n: held.cells,
  });
  expect(await one("select count(*) n from calendars")).toEqual({ n: 2020 });
});

test("every status, canceller, method and reason occurs, and what follows from each", async () => {
  expect(
    await query(
      "select status, sum(cancellation_reason is null) plain, sum(cancelled_at is null) kept, count(*) n from appointments group by status order by status + 0",
    ).then((rows) =>
      rows.map(({ status, plain, n, kept }) => [
        status,
        Number(plain) === n,
        Number(kept) === n,
      ]),
    ),
  ).toEqual([
    ["Scheduled", true, true],
    ["Completed", true, true],
    ["Cancelled", false, false],
    ["No-show", true, true],
  ]);
  expect(
    await query(
      "select id from appointments where starts_at > '2026-03-25 14:40:00' and status not in ('Scheduled', 'Cancelled') or status = 'Cancelled' and (cancelled_by is null or cancellation_reason is null) or created_at > '2026-03-25 14:40:00' or cancelled_at > '2026-03-25 14:40:00' or completed_at > '2026-03-25 14:40:00'",
    ),
  ).toEqual([]);
  expect(
    (await one("select count(distinct cancelled_by) n from appointments")).n,
  ).toBe(3);
  expect(
    (await one("select count(distinct payment_status) n from payments")).n,
  ).toBe(4);
  expect(
    (await one("select count(distinct payment_method) n from payments")).n,
  ).toBe(5);
  expect(
    (await one("select count(distinct inactive_reason) n from patients")).n,
  ).toBe(4);
  expect(
    (await one("select count(distinct allergy_status) n from patients")).n,
  ).toBe(3);
  expect(
    (await one("select count(distinct blood_type) n from patients")).n,
  ).toBe(9);
  expect(
    (await one("select count(distinct kind) n from patient_consents")).n,
  ).toBe(4);
  expect(
    (
      await one(
        "select count(distinct change_kind) n from prescription_versions",
      )
    ).n,
  ).toBe(5);
  expect(
    (
      await one(
        "select count(distinct cause) n from worklist_items where status = 'open'",
      )
    ).n,
  ).toBe(2);
  expect(
    (
      await one(
        "select count(*) n from patients where char_length(last_name) >= 60",
      )
    ).n,
  ).toBeGreaterThan(2);
});

test("payment status follows from the receipts to the cent", async () => {
  const rows = await query(
    "select p.id, p.amount, p.payment_status status, p.payment_method method, p.payment_date, p.insurance_provider, p.voided_at from payments p",
  );
  const received = new Map<number, number>();
  for (const { payment_id, amount } of await query(
    "select payment_id, amount from payment_receipts",
  ))
    received.set(
      payment_id,
      (received.get(payment_id) ?? 0) + parseCents(amount),
    );
  const wrong: Body[] = [];
  for (const row of rows) {
    const paid = received.get(row.id) ?? 0;
    const due = parseCents(row.amount);
    const expected =
      paid === 0
        ? row.method === "Insurance"
          ? "Insurance Pending"
          : "Pending"
        : paid < due
          ? "Partially Paid"
          : "Completed";
    const isRight =
      row.status === expected &&
      paid <= due &&
      (row.payment_date !== null) === (expected === "Completed") &&
      (row.insurance_provider !== null) === (row.method === "Insurance") &&
      (row.voided_at === null || paid === 0);
    if (!isRight) wrong.push({ ...row, paid, expected });
  }
  expect(rows.length).toBeGreaterThan(5_000);
  expect(wrong).toEqual([]);
  expect(
    await query(
      "select r.id from payment_receipts r join payment_receipts o on o.id = r.reverses_receipt_id where o.payment_id <> r.payment_id or -r.amount > o.amount or r.amount > 0",
    ),
  ).toEqual([]);
});

test("accounts, search rows and the history belong to it", async () => {
  expect(
    await query(
      "select email, roles, doctor_id, patient_id, password_hash from accounts order by id",
    ),
  ).toEqual(
    [
      ["admin", "admin"],
      ["frontdesk", "front_desk"],
      ["doctor", "doctor"],
      ["billing", "billing"],
      ["compliance", "compliance"],
      ["patient", "patient"],
    ].map(([name, roles]) => ({
      email: `${name}@demo.clinic`,
      roles,
      doctor_id: roles === "doctor" ? 18 : null,
      patient_id: roles === "patient" ? 42 : null,
      password_hash: "hash of correct horse",
    })),
  );
  expect(indexed).toHaveLength(2000);
  const trail = await clinic.auditTrail();
  expect(trail.at(-1)!["event_type"]).toBe("demo_seeded");
  const adjusted = trail.find(
    (entry) => entry["event_type"] === "prescription_modified",
  )!;
  expect(adjusted["actor"]).toMatchObject({
    id: { $numberInt: "18" },
    type: "doctor",
    name: "Dr. Robert Smith",
    ip_address: "192.168.1.100",
  });
  expect(adjusted["target"]).toMatchObject({
    id: { $numberInt: "89" },
    patient_name: "Jane Doe",
  });
  expect(adjusted["compliance"]).toEqual({
    hipaa_relevant: true,
    consent_verified: true,
    legal_hold: false,
  });
});

test("a second demo is refused; an interrupted one is cleared and planted again", async () => {
  await expect(seedDemo(needs())).rejects.toMatchObject({
    code: "refused_by_rule",
  });
  const before = await one("select count(*) n, sum(id) ids from appointments");
  await installation(clinic.database.sql).set("demo_seed", "running");
  await sql
    .raw("delete from payment_receipts order by id desc")
    .execute(clinic.database.sql);
  await seedDemo(needs());
  expect(await one("select count(*) n, sum(id) ids from appointments")).toEqual(
    before,
  );
  expect(await installation(clinic.database.sql).state()).toBe("demo");
});
