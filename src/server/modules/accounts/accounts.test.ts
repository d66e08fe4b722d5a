import { afterAll, beforeAll, expect, test } from "vitest";
import { startClinic, type TestClinic } from "#test/support/clinic.ts";
import { aDoctor, aPatient } from "#test/support/factories.ts";
import {
  anAccount,
  goodPassword,
  visitor,
  type Visitor,
} from "#test/support/visitor.ts";

let clinic: TestClinic;
let admin: Visitor & { id: number };

/** An administrator who has just typed the password. */
async function administrator(): Promise<Visitor & { id: number }> {
  const { id, email } = await anAccount(clinic, "admin");
  const person = visitor(clinic);
  await person.signIn(email);
  return Object.assign(person, { id });
}

const change = (who: Visitor, id: number, body: object, version = 1) =>
  who.send("PATCH", `/accounts/${id}`, body, { "if-match": `"${version}"` });

beforeAll(async () => {
  clinic = await startClinic();
  await clinic.composed.installation.set("demo", "true");
  admin = await administrator();
});
afterAll(() => clinic.close());

test("only administration sees and changes accounts", async () => {
  const { id } = await anAccount(clinic, "billing");
  for (const role of [
    "front_desk",
    "doctor",
    "compliance",
    "patient",
  ] as const) {
    const person = await clinic.signIn(role);
    expect((await person.request("GET", `/accounts/${id}`)).status).toBe(403);
    expect((await person.request("GET", "/accounts")).status).toBe(403);
  }
  expect((await clinic.anonymous.request("GET", "/accounts")).status).toBe(401);
});

test("roles change with the version seen, in the audit, and sign the owner out", async () => {
  const account = await anAccount(clinic, "billing");
  const owner = visitor(clinic);
  await owner.signIn(account.email);
  const body = { roles: ["billing", "front_desk"] };
  const blind = await admin.send("PATCH", `/accounts/${account.id}`, body);
  expect(blind.status).toBe(428);
  const done = await change(admin, account.id, body);
  expect(done).toMatchObject({
    status: 200,
    etag: '"2"',
    body: { roles: ["front_desk", "billing"], row_version: 2 },
  });
  expect((await change(admin, account.id, body)).status).toBe(412);
  expect((await owner.send("GET", "/locations")).status).toBe(401);
  const entry = (await clinic.auditTrail()).findLast(
    (one) => one["event_type"] === "account_modified",
  );
  expect(entry).toMatchObject({
    action: "roles_changed",
    changes: { before: { roles: ["billing"] } },
    compliance: { hipaa_relevant: false },
  });
});

test("changing roles asks for the password of the last five minutes; a name does not", async () => {
  const { id } = await anAccount(clinic, "billing");
  const later = await administrator();
  await clinic.database.sql
    .updateTable("sessions")
    .set({ reauthenticated_at: "2020-01-01 00:00:00" })
    .where("account_id", "=", later.id)
    .execute();
  expect(await change(later, id, { roles: ["compliance"] })).toMatchObject({
    status: 401,
    body: { code: "reauthentication_required" },
  });
  const invited = await later.send("POST", "/accounts", {
    email: "q@clinic.example",
    display_name: "Q",
    roles: ["admin"],
  });
  expect(invited.body.code).toBe("reauthentication_required");
  expect(
    (await change(later, id, { display_name: " Ana " })).body,
  ).toMatchObject({ display_name: "Ana" });
  const password = goodPassword;
  await later.send("POST", "/sessions/current/reauthenticate", { password });
  expect((await change(later, id, { roles: ["compliance"] }, 2)).status).toBe(
    200,
  );
});

test("an inactive account is out at once", async () => {
  const account = await anAccount(clinic, "billing");
  const owner = visitor(clinic);
  await owner.signIn(account.email);
  await change(admin, account.id, { is_active: false });
  expect((await owner.send("GET", "/locations")).status).toBe(401);
  owner.token = "";
  expect((await owner.signIn(account.email)).status).toBe(401);
  const listed = async (query: string) =>
    (await admin.send("GET", `/accounts${query}`)).body.items.some(
      (one: { id: number }) => one.id === account.id,
    );
  expect(await listed("?role=billing")).toBe(false);
  expect(await listed("?role=billing&include_inactive=true")).toBe(true);
  expect(await listed("?role=doctor&include_inactive=true")).toBe(false);
});

test("administration ends an account's sessions", async () => {
  const account = await anAccount(clinic, "billing");
  const owner = visitor(clinic);
  await owner.signIn(account.email);
  const path = `/accounts/${account.id}/revoke-sessions`;
  expect((await admin.send("POST", path)).body).toEqual({ revoked: 1 });
  expect((await owner.send("GET", "/locations")).status).toBe(401);
  expect(
    (await admin.send("POST", "/accounts/99999/revoke-sessions")).status,
  ).toBe(404);
});

test("a doctor's role and a doctor go together", async () => {
  const { id } = await anAccount(clinic, "billing");
  const doctor_id = await aDoctor(clinic);
  const roles = ["doctor", "billing"];
  expect((await change(admin, id, { roles })).status).toBe(422);
  expect((await change(admin, id, { roles, doctor_id })).body).toMatchObject({
    doctor_id,
  });
  expect((await change(admin, id, { doctor_id: null }, 2)).status).toBe(422);
  expect((await change(admin, id, { roles: ["patient"] }, 2)).status).toBe(422);
});

test("nobody takes the last administration away, not even two at once", async () => {
  const own = await change(admin, admin.id, { roles: ["billing"] });
  expect(own).toMatchObject({ status: 422, body: { code: "refused_by_rule" } });
  expect((await change(admin, admin.id, { is_active: false })).status).toBe(
    422,
  );
  const alone = await startClinic();
  try {
    await alone.composed.installation.set("demo", "true");
    const two = await Promise.all(
      [1, 2].map(async () => {
        const account = await anAccount(alone, "admin");
        const person = visitor(alone);
        await person.signIn(account.email);
        return Object.assign(person, { id: account.id });
      }),
    );
    const [a, b] = [two[0]!, two[1]!];
    const answers = await Promise.all([
      change(a, b.id, { is_active: false }),
      change(b, a.id, { is_active: false }),
    ]);
    expect(
      answers.filter((answer) => answer.status === 200).length,
    ).toBeLessThanOrEqual(1);
    const left = await alone.database.sql
      .selectFrom("accounts")
      .select("id")
      .where("is_active", "=", 1)
      .execute();
    expect(left.length).toBeGreaterThanOrEqual(1);
  } finally {
    await alone.close();
  }
});

test("looking at a patient's account is in the audit", async () => {
  const patient_id = await aPatient(clinic);
  const { id } = await anAccount(clinic, "patient", { patient_id });
  await admin.send("GET", `/accounts/${id}`);
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "account_viewed",
    target: { patient_id: { $numberInt: String(patient_id) } },
  });
});

test("the command line makes accounts, with good passwords only", async () => {
  const { accounts } = clinic.composed.services;
  const fields = {
    email: " Night@Clinic.example",
    display_name: "Night Desk",
    roles: ["front_desk"] as const,
  };
  await expect(
    accounts.createAccount({ ...fields, password: "qwertyuiop1" }),
  ).rejects.toMatchObject({ code: "weak_password" });
  const made = await accounts.createAccount({
    ...fields,
    password: goodPassword,
  });
  expect(made).toMatchObject({ email: "night@clinic.example" });
  expect(Object.keys(made)).not.toContain("password_hash");
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "account_created",
    actor: { type: "system", name: "command line" },
  });
});
