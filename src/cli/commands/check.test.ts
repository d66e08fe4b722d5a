import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Body,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  aBookedAppointment,
  aDoctor,
  aLocation,
  aPatient,
} from "#test/support/factories.ts";
import { runCommand } from "#test/support/run-command.ts";
import { runSql } from "#test/support/run-sql.ts";
import { checkCommand } from "./check.ts";

let clinic: TestClinic;
let first: Body;
let second: Body;
let patient_id: number;

const check = (...words: string[]): Promise<Body> =>
  runCommand(clinic, checkCommand, "--json", "check", ...words);
const change = (statement: string, ...values: (string | number)[]) =>
  runSql(clinic, statement, ...values);
const problemsOf = async (...words: string[]): Promise<string[]> =>
  (await check(...words)).findings
    .map((one: Body) => one.problem as string)
    .sort();

beforeAll(async () => {
  clinic = await startClinic();
  const people = {
    doctor_id: await aDoctor(clinic),
    location_id: await aLocation(clinic),
  };
  patient_id = await aPatient(clinic, {
    first_name: "Zebedee",
    last_name: "Quill",
    phone: "+44 20 7946 0018",
  });
  first = await aBookedAppointment(clinic, { ...people, patient_id });
  second = await aBookedAppointment(clinic, {
    ...people,
    start_time: "10:00",
    end_time: "10:30",
  });
  const doctor = await clinic.signIn("doctor", people);
  const desk = await clinic.signIn("front_desk");
  const prescribed = await doctor.request("POST", "/prescriptions", {
    appointment_id: first.id,
    medication_name: "Ibuprofen",
    dosage: "400 mg",
    frequency: "daily",
    duration: "5 days",
  });
  expect(prescribed.status).toBe(201);
  const due = await desk.request("POST", "/payments", {
    appointment_id: first.id,
    amount: "50.00",
    payment_method: "Cash",
  });
  const part = await desk.request(
    "POST",
    `/payments/${due.body.id}/receipts`,
    { amount: "20.00", payment_method: "Cash" },
    { if_match: 1 },
  );
  expect(part.status).toBe(201);
  await desk.request("POST", "/patients/search", { q: "Quill" });
  await clinic.auditTrail();
});
afterAll(async () => {
  process.exitCode = 0;
  await clinic.close();
});

// Each test leaves the clinic as it found it.
afterEach(async () => expect(await problemsOf()).toEqual([]));

test("a clinic that works is found whole, and the command says what it looked at", async () => {
  const result = await check();
  expect(result).toMatchObject({
    ok: true,
    findings: [],
    checked: { visits: 2, payments: 1, prescriptions: 1, people: 2 },
  });
  expect(result.checked.audit_entries).toBeGreaterThan(4);
  expect(process.exitCode).toBe(0);
  expect(await runCommand(clinic, checkCommand, "check")).toContain(
    "Nothing is wrong.",
  );
});

test("an entry that was changed, moved or removed shows, wherever it stands", async () => {
  const [entry] = (await change(
    "select * from audit_logs where seq = 2",
  )) as Body[];
  const put = (document: string) =>
    change("update audit_logs set document = ? where seq = 2", document);
  await put(entry.document.replace('"type":"front_desk"', '"type":"admin"'));
  expect(await problemsOf()).toEqual(["audit_index", "chain_hash"]);
  expect(process.exitCode).toBe(1);
  await put(entry.document.replace(/"name":"[^"]*"/, '"name":"Nobody"'));
  expect(await problemsOf()).toContain("chain_personal_part");
  await put(entry.document.replace('{"', '{ "'));
  expect(await problemsOf()).toContain("chain_text");
  await put("{}");
  expect(await problemsOf()).toContain("chain_text");
  await put(entry.document);
  await change("update audit_logs set seq = 999 where seq = 2");
  expect(await problemsOf()).toEqual(
    expect.arrayContaining(["audit_head", "chain_gap", "chain_order"]),
  );
  await change("update audit_logs set seq = 2 where seq = 999");
  await change("update audit_logs set actor_id = 77 where seq = 2");
  expect(await problemsOf()).toEqual(["audit_index"]);
  await change(
    "update audit_logs set actor_id = ? where seq = 2",
    entry.actor_id,
  );
});

test("entries cut off at the end are missed by the head", async () => {
  const [last] = (await change(
    "select * from audit_logs order by seq desc limit 1",
  )) as Body[];
  await change("delete from audit_logs where seq = ?", last.seq);
  expect(await problemsOf()).toEqual(["audit_head"]);
  await change(
    `insert into audit_logs (${Object.keys(last).join(",")}) values (${Object.keys(
      last,
    )
      .map(() => "?")
      .join(",")})`,
    ...(Object.values(last) as string[]),
  );
});

test("a list of patients that is no longer indexed shows", async () => {
  const rows = (await change("select * from audit_patient_sets")) as Body[];
  await change("delete from audit_patient_sets");
  expect(await problemsOf()).toEqual(["audit_set"]);
  for (const row of rows)
    await change(
      "insert into audit_patient_sets (set_id, patient_id) values (?, ?)",
      row.set_id,
      row.patient_id,
    );
});

test("an entry that nobody delivers shows after a minute", async () => {
  await change(
    "insert into outbox (event_id, entry, created_at, poisoned_at) values (repeat('a', 24), '{}', utc_timestamp(6), utc_timestamp(6))",
  );
  expect(await problemsOf()).toEqual(["audit_backlog"]);
  await change("delete from outbox");
});

test("visits that overlap for the doctor or the patient show, and no repair hides it", async () => {
  const both = "where id = ?";
  await change(
    `update appointments set start_time = '09:15:00', starts_at = starts_at - interval 45 minute ${both}`,
    second.id,
  );
  await change(
    "delete from calendar_cells where appointment_id = ?",
    second.id,
  );
  expect(await problemsOf("--repair")).toEqual([
    "doctor_overlap",
    "visit_cells",
  ]);
  await change(
    `update appointments set start_time = '10:00:00', starts_at = starts_at + interval 45 minute ${both}`,
    second.id,
  );
  expect(await problemsOf("--repair")).toEqual([]);
});

test("instants that do not follow from the wall time are derived again, cells with them", async () => {
  await change(
    "update appointments set starts_at = starts_at + interval 1 hour, ends_at = ends_at + interval 3 hour where id = ?",
    first.id,
  );
  expect(await problemsOf()).toEqual(
    expect.arrayContaining(["visit_cells", "visit_instants"]),
  );
  expect(await problemsOf("--repair")).toEqual([]);
});

test("cells that are missing, or held by nobody, are put right and the repair is an entry", async () => {
  await change(
    "update calendar_cells set appointment_id = 4711 where appointment_id = ? limit 3",
    first.id,
  );
  expect(await problemsOf()).toEqual(["orphan_cells", "visit_cells"]);
  const { repaired } = await check("--repair");
  expect(repaired).toContainEqual({ problem: "orphan_cells", count: 1 });
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "data_repaired",
    actor: { type: "system" },
  });
  await change(
    "update appointments set status = 'Cancelled' where id = ?",
    second.id,
  );
  expect(await problemsOf()).toEqual(["orphan_cells"]);
  await change(
    "update appointments set status = 'Scheduled' where id = ?",
    second.id,
  );
});

test("calendars and search rows that are missing come back", async () => {
  await change("delete from calendars");
  await change(
    "delete from patient_search_names where patient_id = ?",
    patient_id,
  );
  await change(
    "delete from patient_search_phones where patient_id = ?",
    patient_id,
  );
  expect(await problemsOf()).toEqual([
    "doctor_calendar",
    "patient_calendar",
    "patient_search",
  ]);
  expect(await problemsOf("--repair")).toEqual([]);
  await change(
    "update patient_search_names set is_active = 0 where patient_id = ?",
    patient_id,
  );
  expect(await problemsOf()).toEqual(["patient_search"]);
  expect(await problemsOf("--repair")).toEqual([]);
  await change(
    "insert into patient_search_phones (phone_key, patient_id) values ('999', 1)",
  );
  expect(await problemsOf()).toEqual(["search_left_over"]);
  await change("delete from patient_search_phones where phone_key = '999'");
});

test("money and histories that do not add up show and are not touched", async () => {
  await change("update payments set payment_status = 'Completed'");
  expect(await problemsOf("--repair")).toEqual(["payment_status"]);
  await change(
    "update payments set payment_status = 'Partially Paid', amount = 10",
  );
  expect(await problemsOf()).toEqual(["payment_overpaid", "payment_status"]);
  await change("update payments set amount = 50");
  await change("update prescription_versions set version = 3");
  expect(await problemsOf()).toEqual(["prescription_versions"]);
  await change("update prescription_versions set version = 1");
});

test("what is found is told by ids alone", async () => {
  await change("delete from calendars where kind = 'patient'");
  const text = await runCommand(clinic, checkCommand, "check");
  expect(text).toContain("patients without a calendar");
  expect(text).not.toMatch(/Zebedee|Quill/);
  await check("--repair");
});
