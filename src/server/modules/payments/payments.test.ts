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
let people: { doctor_id: number; patient_id: number; location_id: number };
let appointment_id: number;

beforeAll(async () => {
  clinic = await startClinic();
  people = {
    doctor_id: await aDoctor(clinic),
    patient_id: await aPatient(clinic, {
      first_name: "Jane",
      last_name: "Doe",
    }),
    location_id: await aLocation(clinic),
  };
  appointment_id = await aVisit(clinic, people);
  desk = await clinic.signIn("front_desk");
  billing = await clinic.signIn("billing");
});
afterAll(() => clinic.close());

async function aLine(fields: object = {}): Promise<Body> {
  const answer = await desk.request("POST", "/payments", {
    appointment_id,
    amount: "50.00",
    payment_method: "Cash",
    ...fields,
  });
  expect(answer.status).toBe(201);
  return answer.body;
}

const receive = (id: number, amount: string, if_match: number, more = {}) =>
  desk.request(
    "POST",
    `/payments/${id}/receipts`,
    { amount, payment_method: "Cash", ...more },
    { if_match },
  );

test("the status follows the money, to the cent", async () => {
  const line = await aLine();
  expect(line).toMatchObject({
    patient_id: people.patient_id,
    patient_name: "Jane Doe",
    payment_status: "Pending",
    payment_date: null,
    paid: "0.00",
    still_due: "50.00",
  });
  const part = await receive(line.id, "19.99", 1);
  expect(part).toMatchObject({
    status: 201,
    etag: '"2"',
    body: {
      payment_status: "Partially Paid",
      paid: "19.99",
      still_due: "30.01",
      payment_date: null,
      receipt: { amount: "19.99", received_by_account_id: desk.account_id },
    },
  });
  const rest = await receive(line.id, "30.01", 2, {
    received_at: "2024-01-16T10:00:00.600+01:00",
  });
  expect(rest.body).toMatchObject({
    payment_status: "Completed",
    still_due: "0.00",
  });
  // The last money by the clock, not by the order of entry.
  expect(rest.body.payment_date.slice(0, 19)).toBe(
    part.body.receipt.received_at.slice(0, 19),
  );
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "payment_received",
    target: { patient_name: "Jane Doe" },
    changes: {
      before: { payment_status: "Partially Paid" },
      after: { payment_status: "Completed", receipt_amount: "30.01" },
    },
  });
});

test("more than is due is refused and says how much is due", async () => {
  const { id } = await aLine();
  await receive(id, "20.00", 1);
  expect(await receive(id, "30.01", 2)).toMatchObject({
    status: 422,
    body: { code: "overpayment", still_due: "30.00" },
  });
  // A refusal takes nothing, not even a version.
  expect((await receive(id, "30.00", 2)).status).toBe(201);
  expect((await receive(id, "0.01", 3)).status).toBe(422);
});

test("two receipts at once never overpay", async () => {
  const { id } = await aLine();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => receive(id, "30.00", 1)),
  );
  const statuses = answers.map((one) => one.status).sort();
  expect(statuses).toEqual([201, 412, 412, 412, 412, 412, 412, 412]);
  const { body } = await desk.request("GET", `/payments/${id}`);
  expect(body).toMatchObject({ paid: "30.00", row_version: 2 });
  expect(body.receipts).toHaveLength(1);
});

test("one key takes the money once", async () => {
  const { id } = await aLine();
  const path = `/payments/${id}/receipts`;
  const cash = { amount: "10.00", payment_method: "Cash" };
  const send = () =>
    desk.request("POST", path, cash, { if_match: 1, key: `till-${id}` });
  const [first, again] = [await send(), await send()];
  expect(first.status).toBe(201);
  expect(again.body).toEqual(first.body);
  expect((await desk.request("POST", path, cash)).status).toBe(428);
});

test("insurance needs provider and policy number, and waits for the insurer", async () => {
  const insured = { payment_method: "Insurance", insurance_provider: "Aegis" };
  const order = { appointment_id, amount: "80.00", ...insured };
  expect(await desk.request("POST", "/payments", order)).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/policy_number" }] },
  });
  const line = await aLine({ ...insured, policy_number: "P-77" });
  expect(line).toMatchObject({
    payment_status: "Insurance Pending",
    policy_number: "P-77",
  });
  const cash = await aLine();
  expect(
    (await receive(cash.id, "1.00", 1, { payment_method: "Insurance" })).status,
  ).toBe(422);
});

test("a refund reverses a receipt, no further than it goes, and opens the line again", async () => {
  const { id } = await aLine();
  const paid = await receive(id, "50.00", 1, { payment_method: "Credit Card" });
  const receipt_id = paid.body.receipt.id as number;
  const refund = (amount: string, if_match: number, of = receipt_id) =>
    desk.request(
      "POST",
      `/payments/${id}/refunds`,
      { receipt_id: of, amount, reason: "Charged twice" },
      { if_match },
    );
  const part = await refund("20.00", 2);
  expect(part).toMatchObject({
    status: 201,
    body: {
      payment_status: "Partially Paid",
      payment_date: null,
      paid: "30.00",
      receipt: {
        amount: "-20.00",
        payment_method: "Credit Card",
        reverses_receipt_id: receipt_id,
        reason: "Charged twice",
      },
    },
  });
  expect(await refund("30.01", 3)).toMatchObject({
    status: 422,
    body: { code: "refused_by_rule", left: "30.00" },
  });
  expect((await refund("1.00", 3, part.body.receipt.id)).status).toBe(422);
  const other = await aLine();
  const elsewhere = await receive(other.id, "50.00", 1);
  expect((await refund("1.00", 3, elsewhere.body.receipt.id)).status).toBe(404);
  expect((await refund("30.00", 3)).body).toMatchObject({
    payment_status: "Pending",
    paid: "0.00",
  });
});

test("a mistaken line is voided by billing while no money is on it", async () => {
  const { id } = await aLine();
  const path = `/payments/${id}/void`;
  const reason = { reason: "Entered for the wrong visit" };
  expect(
    (await desk.request("POST", path, reason, { if_match: 1 })).status,
  ).toBe(403);
  await receive(id, "10.00", 1);
  expect(
    await billing.request("POST", path, reason, { if_match: 2 }),
  ).toMatchObject({ status: 409, body: { code: "transition_refused" } });
  const clean = await aLine();
  const done = await billing.request(
    "POST",
    `/payments/${clean.id}/void`,
    reason,
    { if_match: 1 },
  );
  expect(done.body).toMatchObject({
    void_reason: reason.reason,
    still_due: "0.00",
    amount: "50.00",
  });
  expect((await receive(clean.id, "1.00", 2)).status).toBe(409);
});

test("amounts of nothing, moments ahead and visits that are not there are refused", async () => {
  const order = { appointment_id, amount: "0.00", payment_method: "Cash" };
  expect((await desk.request("POST", "/payments", order)).status).toBe(422);
  for (const amount of ["-1.00", "1", "1.234", 5, "1e3"])
    expect(
      (await desk.request("POST", "/payments", { ...order, amount })).status,
    ).toBe(400);
  expect(
    await desk.request("POST", "/payments", {
      ...order,
      amount: "1.00",
      appointment_id: 999_999,
    }),
  ).toMatchObject({
    status: 404,
    body: { errors: [{ pointer: "/appointment_id" }] },
  });
  const { id } = await aLine();
  for (const received_at of ["2999-01-01T00:00:00Z", "1000-01-01T00:00:00Z"])
    expect((await receive(id, "1.00", 1, { received_at })).status).toBe(422);
});

test("clinicians and strangers see no money", async () => {
  const { id } = await aLine();
  const { doctor_id } = people;
  const doctor = await clinic.signIn("doctor", { doctor_id });
  expect((await doctor.request("GET", `/payments/${id}`)).status).toBe(403);
  expect((await desk.request("GET", "/payments/999999")).status).toBe(404);
});
