import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Body,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import { aBookedAppointment, aPatient } from "#test/support/factories.ts";
import { runSql } from "#test/support/run-sql.ts";

let clinic: TestClinic;
let officer: Person;
let desk: Person;
let jane: number;
let john: number;

beforeAll(async () => {
  clinic = await startClinic();
  officer = await clinic.signIn("compliance");
  desk = await clinic.signIn("front_desk");
  jane = await aPatient(clinic, { first_name: "Jane", last_name: "Doe" });
  john = await aPatient(clinic, { first_name: "John", last_name: "Kaminski" });
  await desk.request("GET", `/patients/${jane}`);
  await desk.request("GET", `/patients/${john}`);
  await desk.request("POST", "/patients/search", { q: "Doe" });
  await clinic.auditTrail();
});
afterAll(() => clinic.close());

async function entries(query: string): Promise<Body[]> {
  await clinic.composed.sequencer.drain();
  const answer = await officer.request("GET", `/audit-logs?${query}`);
  expect(answer.status).toBe(200);
  return answer.body.items;
}

const confirmPassword = () =>
  runSql(
    clinic,
    "update sessions set reauthenticated_at = utc_timestamp(6) where account_id = ?",
    officer.account_id,
  );

test("compliance reads an entry in the shape of the data design, without its salt", async () => {
  const [entry] = await entries(`patient_id=${john}&event_type=patient_viewed`);
  expect(entry).toMatchObject({
    _id: expect.stringMatching(/^[0-9a-f]{24}$/),
    event_type: "patient_viewed",
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    actor: { id: desk.account_id, type: "front_desk", ip_address: "127.0.0.1" },
    target: {
      type: "patient",
      patient_id: john,
      patient_name: "John Kaminski",
    },
    action: "viewed",
    changes: { before: {}, after: {}, reason: null },
    context: { outcome: "success", device: expect.any(String) },
    compliance: { hipaa_relevant: true, legal_hold: false },
  });
  expect(Object.keys(entry.chain).sort()).toEqual(["hash", "prev_hash", "seq"]);
  const one = await officer.request("GET", `/audit-logs/${entry._id}`);
  expect(one.body).toEqual(entry);
});

test("by patient, the lists that showed the patient are found as well", async () => {
  const kinds = (await entries(`patient_id=${jane}`)).map(
    ({ event_type }) => event_type,
  );
  expect(kinds).toContain("patient_viewed");
  expect(kinds).toContain("patients_searched");
  const others = await entries(
    `patient_id=${john}&event_type=patients_searched`,
  );
  expect(others).toEqual([]);
});

test("pages go back in time without repeating or leaving out an entry", async () => {
  await clinic.composed.sequencer.drain();
  const seen: number[] = [];
  let cursor = "";
  const to = new Date(Date.now() + 1_000).toISOString();
  do {
    const { body } = await officer.request(
      "GET",
      `/audit-logs?limit=2&actor_type=front_desk&to=${to}${cursor}`,
    );
    seen.push(...body.items.map((one: Body) => one.chain.seq));
    cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : "";
  } while (cursor);
  expect(seen.length).toBeGreaterThanOrEqual(3);
  expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
});

test("actor, outcome and time narrow the entries", async () => {
  await desk.request("GET", "/audit-logs");
  const refused = await entries("outcome=refused");
  expect(refused).toMatchObject([
    { event_type: "access_refused", action: "listAuditLogs" },
  ]);
  const mine = await entries(`actor_type=compliance&actor_id=${jane}999`);
  expect(mine).toEqual([]);
  expect(await entries("to=2020-01-01T00:00:00Z")).toEqual([]);
  expect(await entries("from=2099-01-01T00:00:00Z")).toEqual([]);
  expect(
    (await entries("from=2020-01-01T00:00:00Z&to=2099-01-01T00:00:00Z")).length,
  ).toBeGreaterThan(3);
  expect((await officer.request("GET", "/audit-logs?cursor=e30")).status).toBe(
    400,
  );
  const odd = await officer.request("GET", "/audit-logs?from=yesterday");
  expect(odd.status).toBe(400);
});

test("reading the audit is an entry, one a request, and names whose data it showed", async () => {
  const before = (await clinic.auditTrail()).length;
  await entries(`patient_id=${jane}`);
  const trail = await clinic.auditTrail();
  expect(trail.length).toBe(before + 1);
  expect(trail.at(-1)).toMatchObject({
    event_type: "audit_viewed",
    actor: { type: "compliance" },
    context: { patient_ids: [{ $numberInt: String(jane) }] },
  });
});

test("nobody but compliance reads the audit", async () => {
  for (const role of ["admin", "doctor", "billing", "patient"] as const) {
    const person = await clinic.signIn(role);
    expect((await person.request("GET", "/audit-logs")).status).toBe(403);
  }
  const none = await officer.request("GET", `/audit-logs/${"0".repeat(24)}`);
  expect(none.status).toBe(404);
});

test("a patient learns who saw the record, and nothing of where the staff sat", async () => {
  const owner = await clinic.signIn("patient", { patient_id: jane });
  await aBookedAppointment(clinic, { patient_id: jane });
  await clinic.composed.sequencer.drain();
  const answer = await owner.request("GET", `/patients/${jane}/who-saw`);
  expect(answer.status).toBe(200);
  expect(answer.body.items).toContainEqual({
    event_id: expect.any(String),
    at: expect.any(String),
    name: "Test front_desk",
    role: "front_desk",
    what: "looked at the record",
  });
  expect(JSON.stringify(answer.body)).not.toContain("127.0.0.1");
  const words = answer.body.items.map((one: Body) => one.what);
  expect(words).toContain("booked: appointment");
  const foreign = await owner.request("GET", `/patients/${john}/who-saw`);
  expect(foreign.status).toBe(404);
  expect((await desk.request("GET", `/patients/${jane}/who-saw`)).status).toBe(
    403,
  );
  const asked = await officer.request("GET", `/patients/${john}/who-saw`);
  expect(asked.status).toBe(200);
  expect((await officer.request("GET", "/patients/9999/who-saw")).status).toBe(
    404,
  );
});

test("an export needs the password again and a reason, and is an entry itself", async () => {
  const period = {
    from: "2020-01-01T00:00:00Z",
    to: "2099-01-01T00:00:00Z",
    format: "ndjson",
    reason: "yearly review",
  };
  const path = "/audit-logs/export";
  await clinic.composed.sequencer.drain();
  expect((await officer.request("POST", path, period)).body).toMatchObject({
    code: "reauthentication_required",
  });
  await confirmPassword();
  const file = await clinic.app.inject({
    method: "POST",
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${officer.token}` },
    payload: period,
  });
  expect(file.headers["content-type"]).toContain("application/x-ndjson");
  expect(file.headers["content-disposition"]).toContain(
    "audit-2020-01-01-2099-01-01.ndjson",
  );
  const stored = await clinic.auditTrail();
  const lines = file.payload.trimEnd().split("\n");
  const seqs = lines.map((line) => (JSON.parse(line) as Body).chain.seq);
  expect(seqs).toEqual(seqs.map((_, at) => at + 1));
  expect(stored).toHaveLength(lines.length + 1);
  expect(stored.at(-1)).toMatchObject({
    event_type: "audit_exported",
    changes: { reason: "yearly review" },
  });
});

test("a cell of the table that begins like a formula is made harmless", async () => {
  const eve = await aPatient(clinic, { first_name: "=1+1", last_name: "Eve" });
  await desk.request("GET", `/patients/${eve}`);
  await clinic.composed.sequencer.drain();
  await confirmPassword();
  const file = await officer.request("POST", "/audit-logs/export", {
    format: "csv",
    from: "2020-01-01T00:00:00Z",
    to: "2099-01-01T00:00:00Z",
    patient_id: eve,
    reason: "asked for",
  });
  expect(file.headers["content-type"]).toContain("text/csv");
  const [head, line] = String(file.body).split("\n");
  expect(head).toMatch(/^seq,event_id,timestamp,event_type/);
  expect(line).toContain(",'=1+1 Eve,");
});
