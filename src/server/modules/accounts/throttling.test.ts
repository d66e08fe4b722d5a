import { afterAll, beforeAll, expect, test } from "vitest";
import { startClinic, type TestClinic } from "#test/support/clinic.ts";
import { runSql } from "#test/support/run-sql.ts";
import { anAccount, goodPassword, visitor } from "#test/support/visitor.ts";

let clinic: TestClinic;

beforeAll(async () => {
  clinic = await startClinic();
  await clinic.composed.installation.set("demo", "true");
});
afterAll(() => clinic.close());

/** Lets every block run out, and keeps what was counted. */
const wait = () => runSql(clinic, "update throttles set blocked_until = null");

test("five failures block the pair, each later one twice as long, and say for how long", async () => {
  const { email } = await anAccount(clinic, "front_desk");
  const guesser = visitor(clinic, "127.2.0.1");
  for (let n = 0; n < 5; n += 1)
    expect((await guesser.signIn(email, `guess ${n}`)).status).toBe(401);
  const blocked = await guesser.signIn(email);
  expect(blocked).toMatchObject({
    status: 429,
    body: { code: "too_many_requests" },
  });
  const first = Number(blocked.headers["retry-after"]);
  expect(first).toBeGreaterThan(25);
  expect(first).toBeLessThanOrEqual(31);
  await wait();
  expect((await guesser.signIn(email, "guess 6")).status).toBe(401);
  const again = Number((await guesser.signIn(email)).headers["retry-after"]);
  expect(again).toBeGreaterThan(first + 20);
  await wait();
  expect((await guesser.signIn(email)).status).toBe(201);
  // Forgiven: the next slip starts from nothing.
  guesser.token = "";
  expect((await guesser.signIn(email, "slip")).status).toBe(401);
  expect((await guesser.signIn(email)).status).toBe(201);
});

test("a hundred guesses at once are counted as a hundred", async () => {
  const { email } = await anAccount(clinic, "front_desk");
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      visitor(clinic, "127.2.0.2").signIn(email, `guess ${n}`),
    ),
  );
  const judged = answers.filter((answer) => answer.status === 401);
  expect(judged.length).toBeLessThanOrEqual(5);
  expect(answers.filter((answer) => answer.status === 429).length).toBe(
    40 - judged.length,
  );
});

test("a stranger's guesses do not lock the owner out, even from everywhere", async () => {
  const { email } = await anAccount(clinic, "front_desk");
  const owner = visitor(clinic, "127.2.0.3");
  expect((await owner.signIn(email)).status).toBe(201);
  for (let n = 0; n < 6; n += 1)
    await visitor(clinic, "127.2.0.4").signIn(email, `guess ${n}`);
  owner.token = "";
  expect((await owner.signIn(email)).status).toBe(201);
  // A whole network guesses: the account's ceiling is reached for new addresses only.
  await runSql(
    clinic,
    "update throttles set failures = 99, blocked_until = null where failures >= 5",
  );
  for (let n = 0; n < 4; n += 1)
    await visitor(clinic, `127.3.0.${n}`).signIn(email, "guess");
  expect((await visitor(clinic, "127.3.1.1").signIn(email)).status).toBe(429);
  owner.token = "";
  expect((await owner.signIn(email)).status).toBe(201);
});

test("an unknown e-mail is throttled like a known one, and nothing names it", async () => {
  const email = "nobody.knows@nowhere.example";
  const guesser = visitor(clinic, "127.2.0.5");
  const statuses: number[] = [];
  for (let n = 0; n < 6; n += 1)
    statuses.push((await guesser.signIn(email, goodPassword)).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  const rows = await runSql(clinic, "select * from throttles");
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain("nowhere");
  const trail = (await clinic.auditTrail()).at(-1);
  expect(trail).toMatchObject({
    event_type: "password_refused",
    action: "too_many_requests",
    actor: { type: "anonymous" },
  });
  expect(clinic.log.join("")).not.toContain("nowhere.example");
});
