import { afterAll, beforeAll, expect, test } from "vitest";
import { startClinic, type TestClinic } from "#test/support/clinic.ts";
import { aDoctor, aPatient } from "#test/support/factories.ts";
import {
  anAccount,
  enrol,
  goodPassword,
  visitor,
  type Visitor,
} from "#test/support/visitor.ts";

let clinic: TestClinic;
let admin: Visitor;
const password = "Brisk-Otter-91-Lanes";
const someone = () => visitor(clinic, "127.9.0.1");

const redeem = (body: object, who = someone()) =>
  who.send("POST", "/one-time-codes/redeem", body);

beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

test("the first administrator comes by a link that works once, of two at the same moment too", async () => {
  const earlier =
    await clinic.composed.services.accounts.firstAdministratorLink();
  const link = await clinic.composed.services.accounts.firstAdministratorLink();
  expect(link).toMatch(/^\/#\/first-administrator\/[0-9A-Z-]{29}$/);
  const codeOf = (text: string | undefined) => text!.split("/").at(-1)!;
  const fields = (email: string) => ({
    code: codeOf(link).toLowerCase(),
    password,
    email,
    display_name: "Ines Moreau",
  });
  const old = await redeem({ ...fields("a@x.example"), code: codeOf(earlier) });
  expect(old.body.code).toBe("code_not_valid");
  const weak = await redeem({
    ...fields("ines@clinic.example"),
    password: "ines-moreau-1",
  });
  expect(weak.body.code).toBe("weak_password");
  const answers = await Promise.all([
    redeem(fields("ines@clinic.example")),
    redeem(fields("eve@clinic.example")),
  ]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422]);
  const { email } = answers.find((answer) => answer.status === 200)!.body;
  const left = await clinic.composed.services.accounts.firstAdministratorLink();
  expect(left).toBeUndefined();
  admin = visitor(clinic);
  await admin.signIn(email, password);
  await enrol(admin);
  const list = await admin.send("GET", "/accounts");
  expect(list.body.items).toMatchObject([{ email, roles: ["admin"] }]);
  expect(JSON.stringify(list.body)).not.toContain("password_hash");
});

test("an invitation sets the password and dies with it", async () => {
  const doctor_id = await aDoctor(clinic);
  const invited = await admin.send("POST", "/accounts", {
    email: "New.Doctor@clinic.example",
    display_name: "Dr. Noor Haddad",
    roles: ["doctor"],
    doctor_id,
  });
  expect(invited).toMatchObject({
    status: 201,
    body: {
      purpose: "invitation",
      account: { has_password: false, doctor_id },
    },
  });
  const { code, link } = invited.body;
  expect(link).toContain("/#/invitation/");
  const typed = code.toLowerCase().replaceAll("-", " ");
  const done = await redeem({ code: typed, password });
  expect(done.body).toEqual({
    purpose: "invitation",
    email: "new.doctor@clinic.example",
  });
  expect((await redeem({ code, password })).body.code).toBe("code_not_valid");
  const signedIn = await someone().signIn(done.body.email, password);
  expect(signedIn.body.stage).toBe("enrol");
  const trail = JSON.stringify(await clinic.auditTrail());
  expect(trail).toContain("account_invited");
  expect(trail).not.toContain(code);
});

test("an invitation must make sense", async () => {
  const doctor_id = await aDoctor(clinic);
  const invite = (fields: object) =>
    admin.send("POST", "/accounts", {
      email: "x.y@clinic.example",
      display_name: "X Y",
      roles: ["billing"],
      ...fields,
    });
  const pointer = async (fields: object) =>
    (await invite(fields)).body.errors?.[0]?.pointer;
  expect(await pointer({ roles: ["doctor"] })).toBe("/doctor_id");
  expect(await pointer({ doctor_id })).toBe("/doctor_id");
  expect(await pointer({ roles: ["doctor"], doctor_id: 99_999 })).toBe(
    "/doctor_id",
  );
  expect(await pointer({ roles: ["patient"] })).toBe("/roles");
  expect((await invite({ roles: [] })).status).toBe(400);
  expect((await invite({})).status).toBe(201);
  expect((await invite({})).body.code).toBe("email_taken");
  const first = { email: "d1@clinic.example", roles: ["doctor"], doctor_id };
  expect((await invite(first)).status).toBe(201);
  const second = { ...first, email: "d2@clinic.example" };
  expect((await invite(second)).body.code).toBe("conflict");
});

test("a reset sets a new password, ends sessions and lapses after an hour", async () => {
  const account = await anAccount(clinic, "patient");
  const owner = visitor(clinic);
  await owner.signIn(account.email);
  const path = `/accounts/${account.id}/password-reset`;
  const lapsed = (await admin.send("POST", path)).body.code;
  await clinic.database.sql
    .updateTable("one_time_codes")
    .set({ expires_at: "2020-01-01 00:00:00" })
    .where("account_id", "=", account.id)
    .execute();
  expect((await redeem({ code: lapsed, password })).status).toBe(422);
  const { code, expires_at } = (await admin.send("POST", path)).body;
  expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(3_600_000);
  expect((await redeem({ code, password })).status).toBe(200);
  expect((await owner.send("GET", "/sessions/current")).status).toBe(401);
  owner.token = "";
  expect((await owner.signIn(account.email)).status).toBe(401);
  expect((await owner.signIn(account.email, password)).status).toBe(201);
});

test("a lost phone is replaced with the code and the password together", async () => {
  const account = await anAccount(clinic, "billing");
  const owner = visitor(clinic);
  await owner.signIn(account.email);
  const path = `/accounts/${account.id}/lost-phone`;
  expect((await admin.send("POST", path)).status).toBe(409);
  await enrol(owner);
  const { code } = (await admin.send("POST", path)).body;
  const { email } = account;
  expect((await redeem({ code, email, password: "wrong" })).status).toBe(401);
  const other = await anAccount(clinic, "billing");
  const stolen = { code, email: other.email, password: goodPassword };
  expect((await redeem(stolen)).body.code).toBe("code_not_valid");
  const done = await redeem({ code, email, password: goodPassword });
  expect(done).toMatchObject({ status: 200, body: { purpose: "lost_phone" } });
  expect((await owner.send("GET", "/locations")).status).toBe(401);
  owner.token = "";
  expect((await owner.signIn(email)).body.stage).toBe("enrol");
});

test("a patient claims an account with the code from the desk, once", async () => {
  const patient_id = await aPatient(clinic);
  const desk = await clinic.signIn("front_desk");
  const path = `/patients/${patient_id}/claim-code`;
  const first = (await desk.request("POST", path)).body.code;
  const { code } = (await desk.request("POST", path)).body;
  const fields = { password, email: "Jane@home.example" };
  expect((await redeem({ code: first, ...fields })).status).toBe(422);
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => redeem({ code, ...fields })),
  );
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  const jane = visitor(clinic);
  const opened = await jane.signIn("jane@home.example", password);
  expect(opened.body).toMatchObject({
    stage: "full",
    account: { patient_id, roles: ["patient"], doctor_id: null },
  });
  expect((await desk.request("POST", path)).body.code).toBe("conflict");
  expect(
    (await desk.request("POST", "/patients/99999/claim-code")).status,
  ).toBe(404);
});

test("wrong codes are counted by address and name nobody", async () => {
  const guesser = visitor(clinic, "127.9.0.2");
  const statuses: number[] = [];
  for (let n = 0; n < 6; n += 1)
    statuses.push(
      (await redeem({ code: `WRONG-${n}`, password }, guesser)).status,
    );
  expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
});
