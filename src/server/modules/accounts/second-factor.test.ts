import { afterAll, beforeAll, expect, test } from "vitest";
import { startClinic, type TestClinic } from "#test/support/clinic.ts";
import {
  anAccount,
  enrol,
  goodPassword,
  totpCode,
  visitor,
} from "#test/support/visitor.ts";

let clinic: TestClinic;

beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

const prove = "/sessions/current/second-factor";

/** A doctor's colleague with a phone, signed in up to the second factor. */
async function waiting() {
  const account = await anAccount(clinic, "billing");
  const first = visitor(clinic);
  await first.signIn(account.email);
  // Enrolled with the code of the step before, so that the present one is still good.
  const { secret, recovery_codes } = await enrol(first, -1);
  const next = visitor(clinic);
  await next.signIn(account.email);
  return { account, secret, recovery_codes, next };
}

test("staff without a second factor can do nothing but enrol one", async () => {
  const account = await anAccount(clinic, "front_desk");
  const desk = visitor(clinic);
  expect((await desk.signIn(account.email)).body).toMatchObject({
    stage: "enrol",
    second_factor_required: true,
  });
  expect(await desk.send("GET", "/locations")).toMatchObject({
    status: 401,
    body: { code: "second_factor_required" },
  });
  const refused = await desk.send("POST", prove, { code: "123456" });
  expect(refused.body.code).toBe("transition_refused");
  const begun = await desk.send("POST", "/accounts/me/second-factor");
  expect(begun.body.otpauth_url).toContain("otpauth://totp/Chartroom:");
  const confirm = "/accounts/me/second-factor/confirm";
  expect(await desk.send("POST", confirm, { code: "000000" })).toMatchObject({
    status: 401,
    body: { code: "second_factor_failed" },
  });
  const old = desk.token;
  const done = await desk.send("POST", confirm, {
    code: totpCode(begun.body.secret),
  });
  expect(done.body.recovery_codes).toHaveLength(10);
  expect(done.body.session).toMatchObject({
    stage: "full",
    second_factor: true,
  });
  expect(desk.token).not.toBe(old);
  expect((await desk.send("GET", "/locations")).status).toBe(200);
  const again = await desk.send("POST", "/accounts/me/second-factor");
  expect(again).toMatchObject({ status: 409 });
  const { rows } = {
    rows: await clinic.database.sql
      .selectFrom("second_factors")
      .select("secret")
      .execute(),
  };
  for (const { secret } of rows)
    expect(secret.toString("latin1")).not.toContain(begun.body.secret);
});

test("a patient needs none and may have one", async () => {
  const patient = await anAccount(clinic, "patient");
  const person = visitor(clinic);
  expect((await person.signIn(patient.email)).body.stage).toBe("full");
  await enrol(person);
  const next = visitor(clinic);
  expect((await next.signIn(patient.email)).body.stage).toBe("second_factor");
  const removal = "/accounts/me/second-factor";
  expect((await next.send("DELETE", removal)).status).toBe(401);
  expect((await person.send("DELETE", removal)).status).toBe(204);
  expect((await next.signIn(patient.email)).body.stage).toBe("full");
});

test("a waiting session is finished by a code, under a new token", async () => {
  const { next, secret } = await waiting();
  expect((await next.send("GET", "/locations")).body.code).toBe(
    "second_factor_required",
  );
  const old = next.token;
  const code = totpCode(secret);
  const done = await next.send("POST", prove, {
    code: `${code.slice(0, 3)} ${code.slice(3)}`,
  });
  expect(done).toMatchObject({ status: 200, body: { stage: "full" } });
  expect((await next.send("GET", "/locations")).status).toBe(200);
  next.token = old;
  expect((await next.send("GET", "/locations")).status).toBe(401);
});

test("a code counts once, also for two at the same moment and for an older one", async () => {
  const { next, secret, account } = await waiting();
  const other = visitor(clinic);
  await other.signIn(account.email);
  const code = totpCode(secret);
  const answers = await Promise.all([
    next.send("POST", prove, { code }),
    other.send("POST", prove, { code }),
  ]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401]);
  const third = visitor(clinic);
  await third.signIn(account.email);
  expect((await third.send("POST", prove, { code })).status).toBe(401);
  const older = totpCode(secret, -1);
  expect((await third.send("POST", prove, { code: older })).status).toBe(401);
  const far = totpCode(secret, 3);
  expect((await third.send("POST", prove, { code: far })).status).toBe(401);
});

test("a recovery code opens once, however it is typed", async () => {
  const { next, recovery_codes, account } = await waiting();
  const typed = recovery_codes[3]!.toLowerCase().replaceAll("-", " ");
  expect(
    (await next.send("POST", prove, { recovery_code: typed })).status,
  ).toBe(200);
  const other = visitor(clinic);
  await other.signIn(account.email);
  expect(
    (await other.send("POST", prove, { recovery_code: typed })).status,
  ).toBe(401);
  const neither = await other.send("POST", prove, {});
  expect(neither.status).toBe(400);
  const entries = (await clinic.auditTrail()).slice(-4);
  expect(JSON.stringify(entries)).toContain("recovery_code_used");
  expect(JSON.stringify(entries)).not.toContain(recovery_codes[3]);
});

test("new recovery codes need the password of just now and end the old ones", async () => {
  const { next, recovery_codes, secret, account } = await waiting();
  await next.send("POST", prove, { code: totpCode(secret) });
  await clinic.database.sql
    .updateTable("sessions")
    .set({ reauthenticated_at: "2020-01-01 00:00:00" })
    .where("account_id", "=", account.id)
    .execute();
  const renew = "/accounts/me/recovery-codes";
  expect(await next.send("POST", renew)).toMatchObject({
    status: 401,
    body: { code: "reauthentication_required" },
  });
  const confirmed = await next.send(
    "POST",
    "/sessions/current/reauthenticate",
    { password: goodPassword },
  );
  expect(confirmed.body.reauthenticated).toBe(true);
  const renewed = await next.send("POST", renew);
  expect(renewed.body.recovery_codes).toHaveLength(10);
  const other = visitor(clinic);
  await other.signIn(account.email);
  const [old, fresh] = [recovery_codes[0], renewed.body.recovery_codes[0]];
  expect((await other.send("POST", prove, { recovery_code: old })).status).toBe(
    401,
  );
  expect(
    (await other.send("POST", prove, { recovery_code: fresh })).status,
  ).toBe(200);
});

test("staff cannot remove what their roles need", async () => {
  const { next, secret } = await waiting();
  await next.send("POST", prove, { code: totpCode(secret) });
  expect(await next.send("DELETE", "/accounts/me/second-factor")).toMatchObject(
    { status: 422, body: { code: "refused_by_rule" } },
  );
});

test("guessing codes is slowed down", async () => {
  const { next, secret } = await waiting();
  const wrong = ["111111", "222222", "333333", "444444", "555555"];
  for (const code of wrong.filter((one) => one !== totpCode(secret)))
    await next.send("POST", prove, { code });
  const last = await next.send("POST", prove, { code: totpCode(secret) });
  expect(last.status).toBe(429);
  expect(Number(last.headers["retry-after"])).toBeGreaterThan(1);
});
