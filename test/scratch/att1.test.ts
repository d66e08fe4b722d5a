import { afterAll, beforeAll, test } from "vitest";
import { startClinic, type TestClinic, type Person } from "#test/support/clinic.ts";
import { aBookedAppointment, aDoctor, aLocation, aPatient, aVisit, worksAt } from "#test/support/factories.ts";
let clinic: TestClinic; let desk: Person; let billing: Person;
beforeAll(async () => { clinic = await startClinic(); desk = await clinic.signIn("front_desk"); billing = await clinic.signIn("billing"); });
afterAll(() => clinic.close());
const show = (n: string, a: any) => console.log(n, a.status, JSON.stringify(a.body)?.slice(0, 400), "cc=", a.headers?.["cache-control"]);
test("probe", async () => {
  const nyc = await aLocation(clinic, { time_zone: "America/New_York" });
  const lon = await aLocation(clinic, { time_zone: "Europe/London" });
  const d = await aDoctor(clinic); const p = await aPatient(clinic); const p2 = await aPatient(clinic);
  await worksAt(clinic, d, nyc, { start_time: "00:00:00", end_time: "23:55:00" });
  const book = (b: any, who = desk, more: any = {}) => who.request("POST", "/appointments", { doctor_id: d, patient_id: p, location_id: nyc, appointment_date: "2030-06-03", start_time: "10:00", end_time: "10:30", ...b }, more);
  // DST spring 2030-03-10 02:30 missing
  show("spring", await book({ appointment_date: "2030-03-10", start_time: "02:30", end_time: "03:00" }));
  show("spring ends in gap", await book({ appointment_date: "2030-03-10", start_time: "01:30", end_time: "02:30" }));
  show("spring over gap", await book({ appointment_date: "2030-03-10", start_time: "01:30", end_time: "03:00" }));
  // fall 2030-11-03 01:30 twice
  const f1 = await book({ appointment_date: "2030-11-03", start_time: "01:00", end_time: "01:30" }); show("fall first", f1);
  show("fall second", await book({ appointment_date: "2030-11-03", start_time: "01:00", end_time: "01:30", utc_offset: "-05:00", end_utc_offset: "-05:00" }));
  show("fall second only start offset", await book({ appointment_date: "2030-11-03", start_time: "01:30", end_time: "01:55", utc_offset: "-05:00" }));
  show("fall wrong offset", await book({ appointment_date: "2030-11-03", start_time: "01:30", end_time: "01:55", utc_offset: "+03:00" }));
  show("fall cross back (start second, end first)", await book({ appointment_date: "2030-11-03", start_time: "01:30", end_time: "01:55", utc_offset: "-05:00", end_utc_offset: "-04:00" }));
  show("fall start first end second same wall", await book({ appointment_date: "2030-11-04", start_time: "01:30", end_time: "01:30" }));
  show("fall 60min 01:30->01:30", await book({ appointment_date: "2031-11-02", start_time: "01:30", end_time: "01:30", utc_offset: "-04:00", end_utc_offset: "-05:00" }));
  show("midnight end", await book({ start_time: "23:30", end_time: "00:00" }));
  show("24:00", await book({ start_time: "23:30", end_time: "24:00" }));
  show("480", await book({ appointment_date: "2030-06-04", start_time: "08:00", end_time: "16:00" }));
  show("485", await book({ appointment_date: "2030-06-05", start_time: "08:00", end_time: "16:05" }));
  show("0 min", await book({ appointment_date: "2030-06-05", start_time: "08:00", end_time: "08:00" }));
  show("off mark", await book({ appointment_date: "2030-06-05", start_time: "08:02", end_time: "08:12" }));
  show("far", await book({ appointment_date: "9999-06-05", override_reason: "far far" }));
  show("old", await book({ appointment_date: "0001-06-05", override_reason: "far far" }));
  show("1800", await book({ appointment_date: "1800-06-05", override_reason: "far far" }));
  // two zones: 10:00 NYC = 15:00 London
  const base = await book({}); show("base", base);
  show("other zone clash", await book({ location_id: lon, start_time: "15:00", end_time: "15:30", override_reason: "zone test" }));
  // reschedule onto itself
  const path = `/appointments/${base.body.id}`;
  show("onto itself", await desk.request("POST", `${path}/reschedule`, { appointment_date: "2030-06-03", start_time: "10:00", end_time: "10:30" }, { if_match: 1 }));
  const b2 = await book({ patient_id: p2, start_time: "10:30", end_time: "11:30" });
  const swap = await desk.request("POST", "/appointments/swap", { first_id: base.body.id, first_version: 2, second_id: b2.body.id, second_version: 1 });
  show("swap overlapping lengths", swap);
  const c1 = await desk.request("POST", `${path}/cancel`, { cancellation_reason: "because" }, { if_match: 2 }); show("cancel", c1);
  show("cancel again", await desk.request("POST", `${path}/cancel`, { cancellation_reason: "because" }, { if_match: 3 }));
  show("reopen other day", await desk.request("POST", `${path}/reopen`, { reason: "slip" }, { if_match: 3 }));
  show("cancel with control chars", await desk.request("POST", `/appointments/${b2.body.id}/cancel`, { cancellation_reason: "a\u0007bc\u001b[2J" }, { if_match: 1 }));
  show("PATCH empty", await desk.request("PATCH", `/appointments/${b2.body.id}`, {}, { if_match: 1 }));
  // idempotency reuse
  const k = "key-1";
  const a1 = await book({ appointment_date: "2030-07-01" }, desk, { key: k }); const a2 = await book({ appointment_date: "2030-07-01" }, desk, { key: k });
  show("idem", a2); console.log(a1.body.id === a2.body.id, a1.etag, a2.etag);
  const desk2 = await clinic.signIn("front_desk");
  show("idem other user", await book({ appointment_date: "2030-07-01" }, desk2, { key: k }));
  show("idem other body", await book({ appointment_date: "2030-07-02" }, desk, { key: k }));
  await clinic.database.sql.updateTable("accounts").set({ roles: "billing" }).where("id", "=", desk.account_id).execute();
  show("idem lost role", await book({ appointment_date: "2030-07-01" }, desk, { key: k }));
  await clinic.database.sql.updateTable("accounts").set({ roles: "front_desk" }).where("id", "=", desk.account_id).execute();
  // patient limits
  const jane = await clinic.signIn("patient", { patient_id: p });
  show("patient books other", await book({ patient_id: p2, appointment_date: "2030-08-01" }, jane));
  show("patient override", await book({ appointment_date: "2030-08-01", override_reason: "me please" }, jane));
  const mine = await book({ appointment_date: "2030-08-01" }, jane); show("patient own", mine);
  show("patient cancels as Admin", await jane.request("POST", `/appointments/${mine.body.id}/cancel`, { cancellation_reason: "ill", cancelled_by: "Admin" }, { if_match: 1 }));
  show("patient PATCH", await jane.request("PATCH", `/appointments/${mine.body.id}`, { notes: "x" }, { if_match: 1 }));
  // payments
  const pay = await billing.request("POST", "/payments", { appointment_id: a1.body.id, amount: "100.00", payment_method: "Cash" }); show("pay", pay);
  for (const amount of ["0.00", "-1.00", "1e2", "100.001", "99999999.99", "100000000.00", " 5.00", "٥.00"]) show("amount " + amount, await billing.request("POST", "/payments", { appointment_id: a1.body.id, amount, payment_method: "Cash" }));
  const rec = (b: any, v: number) => billing.request("POST", `/payments/${pay.body.id}/receipts`, { payment_method: "Cash", ...b }, { if_match: v });
  show("over", await rec({ amount: "100.01" }, 1));
  const race = await Promise.all(Array.from({ length: 8 }, () => rec({ amount: "60.00" }, 1))); console.log("race", race.map((r) => r.status));
  const now = await billing.request("GET", `/payments/${pay.body.id}`); show("after race", now);
  show("future", await rec({ amount: "1.00", received_at: "2999-01-01T00:00:00Z" }, 2));
  show("leap", await rec({ amount: "1.00", received_at: "2016-12-31T23:59:60Z" }, 2));
  show("offset", await rec({ amount: "1.00", received_at: "2020-01-01T00:00:00+02:00" }, 3));
  const rid = now.body.receipts[0].id;
  const ref = await Promise.all([1,2,3].map(() => billing.request("POST", `/payments/${pay.body.id}/refunds`, { receipt_id: rid, amount: "40.00", reason: "too much" }, { if_match: 4 }))); console.log("refund race", ref.map((r) => [r.status, r.body.code]));
  show("refund left", await billing.request("POST", `/payments/${pay.body.id}/refunds`, { receipt_id: rid, amount: "40.00", reason: "too much" }, { if_match: 5 }));
  show("void paid", await billing.request("POST", `/payments/${pay.body.id}/void`, { reason: "oops" }, { if_match: 5 }));
  show("grants offset", await (await clinic.signIn("compliance")).request("GET", "/break-glass/grants?from=2020-01-01T00:00:00%2B02:00&to=0000-01-01T00:00:00%2B14:00"));
  for (const q of ["'; drop table patients; --", "%", "_%", "😀😀", "a".repeat(500), "\u202e", "+", "*", "( ) @~", "ß İ ı", "0000-00-00", "99/99/9999", "-1", "1".repeat(400), "\\", "a' OR 'a'='a"]) { const r = await desk.request("POST", "/patients/search", { q }); if (r.status !== 200) show("search " + q.slice(0, 20), r); }
  show("cursor junk", await desk.request("POST", "/patients/search", { q: "doe", cursor: "e30" }));
  for (const path of ["/patients/1/contacts?cursor=zzz", `/appointments?doctor_id=${d}&cursor=eyJpZCI6Int9`, "/payments?cursor=eyJpZCI6e319", "/worklist?cursor=eyJkYXRlIjp7fX0", "/worklist?cursor=eyJkYXRlIjoieCJ9", "/locations?cursor=W10", "/doctors?cursor=MQ", `/appointments?doctor_id=${d}&from=0000-01-01&to=9999-12-31`, "/takings?date=0001-01-01", `/locations/${lon}/day?date=9999-12-31`, `/doctors/${d}/free-slots?from=9999-12-30&to=9999-12-31`, `/doctors/${d}/free-slots?from=0000-01-01&to=0000-01-02`, `/doctors/${d}/time-off?from=0000-01-01`, `/locations/${lon}/closures?from=9999-12-31`]) { const r = await desk.request("GET", path); if (r.status !== 200) show(path, r); }
  void aVisit; void aBookedAppointment;
}, 240000);
