import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Body,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  aDoctor,
  aLocation,
  aPatient,
  aVisit,
} from "#test/support/factories.ts";

let clinic: TestClinic;
let desk: Person;
let billing: Person;
let doctor_id: number;
let auckland: number;
let honolulu: number;

beforeAll(async () => {
  clinic = await startClinic();
  doctor_id = await aDoctor(clinic);
  auckland = await aLocation(clinic, {
    name: "A Auckland",
    time_zone: "Pacific/Auckland",
  });
  honolulu = await aLocation(clinic, {
    name: "B Honolulu",
    time_zone: "Pacific/Honolulu",
  });
  desk = await clinic.signIn("front_desk");
  billing = await clinic.signIn("billing");
});
afterAll(() => clinic.close());

const visitOf = (patient_id: number, location_id: number, date?: string) =>
  aVisit(
    clinic,
    { doctor_id, patient_id, location_id },
    date ? { appointment_date: date } : {},
  );

async function aLine(appointment_id: number, amount: string): Promise<Body> {
  const { body } = await desk.request("POST", "/payments", {
    appointment_id,
    amount,
    payment_method: "Cash",
  });
  return body;
}

const receive = (who: Person, line: Body, amount: string, more: object = {}) =>
  who.request(
    "POST",
    `/payments/${line.id}/receipts`,
    { amount, payment_method: "Cash", ...more },
    { if_match: line.row_version },
  );

test("the balance sums visits and leaves voided lines out", async () => {
  const patient_id = await aPatient(clinic);
  const first = await visitOf(patient_id, auckland, "2024-01-15");
  const second = await visitOf(patient_id, auckland, "2024-02-15");
  const paid = await aLine(first, "50.00");
  await receive(desk, paid, "20.50");
  await aLine(first, "0.10");
  await aLine(second, "10.00");
  const mistake = await aLine(second, "99.00");
  await billing.request(
    "POST",
    `/payments/${mistake.id}/void`,
    { reason: "wrong visit" },
    { if_match: 1 },
  );
  const { body } = await billing.request(
    "GET",
    `/patients/${patient_id}/balance`,
  );
  expect(body).toEqual({
    patient_id,
    currency: "USD",
    due: "60.10",
    paid: "20.50",
    balance: "39.60",
    by_visit: [
      {
        appointment_id: second,
        appointment_date: "2024-02-15",
        due: "10.00",
        paid: "0.00",
        balance: "10.00",
      },
      {
        appointment_id: first,
        appointment_date: "2024-01-15",
        due: "50.10",
        paid: "20.50",
        balance: "29.60",
      },
    ],
  });
});

test("a patient sees the own lines and nobody else's", async () => {
  const patient_id = await aPatient(clinic);
  const visit = await visitOf(patient_id, auckland);
  const line = await aLine(visit, "50.00");
  const paid = await receive(desk, line, "5.00");
  const own = await clinic.signIn("patient", { patient_id });
  const other = await clinic.signIn("patient", {
    patient_id: await aPatient(clinic),
  });
  const seen = await own.request("GET", `/payments/${line.id}`);
  expect(seen).toMatchObject({ status: 200, body: { still_due: "45.00" } });
  expect(seen.body).not.toHaveProperty("void_reason");
  expect(seen.body.receipts[0]).not.toHaveProperty("received_by_name");
  for (const path of [
    `/payments/${line.id}`,
    `/appointments/${visit}/payments`,
    `/patients/${patient_id}/payments`,
    `/patients/${patient_id}/balance`,
  ]) {
    expect((await own.request("GET", path)).status).toBe(200);
    expect((await other.request("GET", path)).status).toBe(404);
  }
  const print = `/receipts/${paid.body.receipt.id}/print`;
  expect((await other.request("POST", print)).status).toBe(404);
  const list = await own.request("GET", "/payments");
  expect(list.body.items.map((one: Body) => one.id)).toEqual([line.id]);
  expect((await other.request("GET", "/payments")).body.items).toEqual([]);
  expect((await own.request("POST", "/payments", {})).status).toBe(403);
});

test("lists filter by status and by the visit's date, and page on", async () => {
  const patient_id = await aPatient(clinic);
  const visit = await visitOf(patient_id, auckland, "2011-11-11");
  const lines = [];
  for (let n = 0; n < 3; n += 1) lines.push(await aLine(visit, "5.00"));
  await receive(desk, lines[0], "5.00");
  const path = "/payments?from=2011-11-11&to=2011-11-11";
  const ids = async (query: string): Promise<number[]> => {
    const { body } = await billing.request("GET", `${path}${query}`);
    return body.items.map((one: Body) => one.id as number);
  };
  const [a, b, c] = lines.map((line) => line.id as number);
  expect(await ids("")).toEqual([c, b, a]);
  expect(await ids("&status=Completed")).toEqual([a]);
  const { body } = await billing.request("GET", `${path}&limit=2`);
  expect(await ids(`&limit=2&cursor=${body.next_cursor}`)).toEqual([a]);
  expect((await billing.request("GET", `${path}&cursor=x`)).status).toBe(400);
  expect(
    (await billing.request("GET", "/payments?from=0000-01-01")).status,
  ).toBe(422);
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "payments_viewed",
    context: { patient_ids: [{ $numberInt: String(patient_id) }] },
  });
});

test("a day's takings are the location's own day, by method and person", async () => {
  const patient_id = await aPatient(clinic);
  const there = await aLine(await visitOf(patient_id, auckland), "100.00");
  const here = await aLine(await visitOf(patient_id, honolulu), "100.00");
  // 11:30 UTC: past midnight on the 16th in Auckland, still the 15th in Honolulu.
  const received_at = "2024-01-15T11:30:00Z";
  const card = { payment_method: "Credit Card", received_at };
  const first = await receive(desk, there, "40.00", { received_at });
  await receive(billing, { ...there, row_version: 2 }, "60.00", card);
  await receive(desk, here, "7.00", { received_at });
  const takings = async (query: string): Promise<Body[]> =>
    (await billing.request("GET", `/takings?${query}`)).body.locations;
  const [day] = await takings(`date=2024-01-16&location_id=${auckland}`);
  expect(day).toMatchObject({ received: "100.00", net: "100.00" });
  expect(day.lines).toMatchObject([
    {
      payment_method: "Cash",
      received_by_account_id: desk.account_id,
      count: 1,
      net: "40.00",
    },
    {
      payment_method: "Credit Card",
      received_by_account_id: billing.account_id,
      net: "60.00",
    },
  ]);
  expect(
    (await takings("date=2024-01-15")).map((place) => place.received),
  ).toEqual(["0.00", "7.00"]);
  await desk.request(
    "POST",
    `/payments/${there.id}/refunds`,
    { receipt_id: first.body.receipt.id, amount: "15.00", reason: "Too much" },
    { if_match: 3 },
  );
  const today = Temporal.Now.plainDateISO("Pacific/Auckland").toString();
  const [now] = await takings(`location_id=${auckland}`);
  expect(now).toMatchObject({ date: today, refunded: "-15.00" });
  expect((await billing.request("GET", "/takings?location_id=99")).status).toBe(
    404,
  );
  expect(
    (await billing.request("GET", "/takings?date=0001-01-01")).status,
  ).toBe(422);
});

test("a receipt prints the same for ever, also after later money", async () => {
  const line = await aLine(
    await visitOf(await aPatient(clinic), auckland),
    "100.00",
  );
  const first = await receive(desk, line, "40.00");
  const print = () =>
    desk.request<Buffer>("POST", `/receipts/${first.body.receipt.id}/print`);
  const paper = await print();
  expect(paper.headers["content-type"]).toBe("application/pdf");
  expect(paper.body.subarray(0, 5).toString()).toBe("%PDF-");
  await receive(desk, first.body, "60.00");
  expect((await print()).body.equals(paper.body)).toBe(true);
  expect((await desk.request("POST", "/receipts/999999/print")).status).toBe(
    404,
  );
});
