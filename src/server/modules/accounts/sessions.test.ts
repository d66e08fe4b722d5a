import { afterAll, beforeAll, expect, test } from "vitest";
import { startClinic, type TestClinic } from "#test/support/clinic.ts";
import { runSql } from "#test/support/run-sql.ts";
import { anAccount, goodPassword, visitor } from "#test/support/visitor.ts";

let clinic: TestClinic;

beforeAll(async () => {
  clinic = await startClinic();
  // The demo asks no second factor: these tests are about the session itself.
  await clinic.composed.installation.set("demo", "true");
});
afterAll(() => clinic.close());

const leaveAlone = (account_id: number, minutes: number) =>
  runSql(
    clinic,
    "update sessions set last_seen_at = utc_timestamp(6) - interval ? minute where account_id = ?",
    minutes,
    account_id,
  );

test("a token signs in, tells who it is, and ends", async () => {
  const account = await anAccount(clinic, ["front_desk", "billing"]);
  const desk = visitor(clinic);
  const opened = await desk.signIn(` ${account.email.toUpperCase()} `);
  expect(opened).toMatchObject({
    status: 201,
    body: { stage: "full", mode: "token", account: { id: account.id } },
  });
  expect(opened.headers["set-cookie"]).toBeUndefined();
  expect(JSON.stringify(opened.body)).not.toContain("argon2");
  const current = await desk.send("GET", "/sessions/current");
  expect(current.body.account.roles).toEqual(["front_desk", "billing"]);
  expect((await desk.send("DELETE", "/sessions/current")).status).toBe(204);
  expect((await desk.send("GET", "/sessions/current")).status).toBe(401);
  const trail = await clinic.auditTrail();
  expect(trail.slice(-2).map((entry) => entry["event_type"])).toEqual([
    "signed_in",
    "signed_out",
  ]);
});

test("a cookie carries the token alone, and only our own pages may use it", async () => {
  const account = await anAccount(clinic, "front_desk");
  const browser = visitor(clinic);
  const opened = await browser.signIn(account.email, goodPassword, "cookie");
  expect(opened.body.token).toBeUndefined();
  expect(String(opened.headers["set-cookie"])).toMatch(
    /HttpOnly.*SameSite=Strict/i,
  );
  const path = "/sessions/revoke-all";
  const foreign = { "sec-fetch-site": "cross-site" };
  expect(await browser.send("POST", path, undefined, foreign)).toMatchObject({
    status: 403,
    body: { code: "csrf_refused" },
  });
  const evil = { origin: "https://evil.example" };
  expect((await browser.send("POST", path, undefined, evil)).status).toBe(403);
  browser.token = "something";
  expect(await browser.send("GET", "/sessions/current")).toMatchObject({
    status: 400,
    body: { code: "both_credentials" },
  });
  browser.token = "";
  const own = { "sec-fetch-site": "same-origin" };
  expect((await browser.send("POST", path, undefined, own)).body).toEqual({
    revoked: 1,
  });
  expect((await browser.send("GET", "/sessions/current")).status).toBe(401);
});

test("a cookie's token opens nothing as a bearer token", async () => {
  const account = await anAccount(clinic, "front_desk");
  const browser = visitor(clinic);
  await browser.signIn(account.email, goodPassword, "cookie");
  const thief = visitor(clinic);
  thief.token = browser.cookie;
  expect((await thief.send("GET", "/sessions/current")).status).toBe(401);
});

test("a wrong password, a stranger and an inactive account fail alike", async () => {
  const account = await anAccount(clinic, "front_desk");
  const gone = await anAccount(clinic, "front_desk");
  await clinic.database.sql
    .updateTable("accounts")
    .set({ is_active: 0 })
    .where("id", "=", gone.id)
    .execute();
  const stranger = "who.is.this@nowhere.example";
  const answers = [
    await visitor(clinic).signIn(account.email, "not the password"),
    await visitor(clinic).signIn(gone.email),
    await visitor(clinic).signIn(stranger),
  ];
  for (const answer of answers)
    expect(answer).toMatchObject({
      status: 401,
      body: answers[0]!.body,
    });
  const trail = JSON.stringify((await clinic.auditTrail()).slice(-3));
  expect(trail.match(/password_refused/g)).toHaveLength(3);
  expect(trail).not.toContain(stranger);
});

test("left alone for 15 minutes it locks; the password unlocks it under a new token", async () => {
  const account = await anAccount(clinic, "front_desk");
  const desk = visitor(clinic);
  await desk.signIn(account.email);
  await leaveAlone(account.id, 14);
  expect((await desk.send("GET", "/locations")).status).toBe(200);
  await leaveAlone(account.id, 15);
  expect(await desk.send("GET", "/locations")).toMatchObject({
    status: 401,
    body: { code: "session_locked" },
  });
  expect((await desk.send("GET", "/sessions/current")).body.stage).toBe(
    "locked",
  );
  expect((await desk.send("GET", "/sessions")).status).toBe(401);
  const unlock = "/sessions/current/unlock";
  expect((await desk.send("POST", unlock, { password: "nope" })).status).toBe(
    401,
  );
  const old = desk.token;
  const opened = await desk.send("POST", unlock, { password: goodPassword });
  expect(opened).toMatchObject({ status: 200, body: { stage: "full" } });
  expect(desk.token).not.toBe(old);
  expect((await desk.send("GET", "/locations")).status).toBe(200);
  desk.token = old;
  expect((await desk.send("GET", "/locations")).status).toBe(401);
});

test("no session outlives its twelve hours, however busy", async () => {
  const account = await anAccount(clinic, "front_desk");
  const desk = visitor(clinic);
  const opened = await desk.signIn(account.email);
  const hours =
    (Date.parse(opened.body.expires_at) - Date.now()) / (60 * 60 * 1000);
  expect(hours).toBeGreaterThan(11.9);
  expect(hours).toBeLessThan(12.1);
  await runSql(
    clinic,
    "update sessions set expires_at = utc_timestamp(6) where account_id = ?",
    account.id,
  );
  expect((await desk.send("GET", "/sessions/current")).status).toBe(401);
});

test("one ends one's other sessions at once, and nobody else's", async () => {
  const account = await anAccount(clinic, "front_desk");
  const other = await anAccount(clinic, "front_desk");
  const here = visitor(clinic);
  const there = visitor(clinic, "127.1.1.1");
  const stranger = visitor(clinic);
  await here.signIn(account.email);
  await there.signIn(account.email);
  await stranger.signIn(other.email);
  const { items } = (await here.send("GET", "/sessions")).body;
  expect(items).toHaveLength(2);
  const away = items.find((one: { is_current: boolean }) => !one.is_current);
  expect(away.ip_address).toBe("127.1.1.1");
  const path = `/sessions/${away.id}`;
  expect((await stranger.send("DELETE", path)).status).toBe(404);
  expect((await there.send("GET", "/locations")).status).toBe(200);
  expect((await here.send("DELETE", path)).status).toBe(204);
  expect((await there.send("GET", "/locations")).status).toBe(401);
  expect((await here.send("DELETE", path)).status).toBe(404);
});

test("a new password ends all other sessions and must be a good one", async () => {
  const account = await anAccount(clinic, "front_desk");
  const here = visitor(clinic);
  const there = visitor(clinic);
  await here.signIn(account.email);
  await there.signIn(account.email);
  const change = (current_password: string, new_password: string) =>
    here.send("POST", "/accounts/me/password", {
      current_password,
      new_password,
    });
  expect(await change("wrong", "Another-9-Herons")).toMatchObject({
    body: { code: "sign_in_failed" },
  });
  expect(await change(goodPassword, "Password2024!")).toMatchObject({
    status: 422,
    body: { code: "weak_password", errors: [{ pointer: "/new_password" }] },
  });
  expect((await change(goodPassword, "Another-9-Herons")).status).toBe(204);
  expect((await here.send("GET", "/locations")).status).toBe(200);
  expect((await there.send("GET", "/locations")).status).toBe(401);
  expect((await there.signIn(account.email)).status).toBe(401);
  there.token = "";
  expect((await there.signIn(account.email, "Another-9-Herons")).status).toBe(
    201,
  );
});
