// @own-engine: starts its own private engine, so it runs once, not on each engine under test
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "chartroom-up-"));
const port = 20_000 + (process.pid % 20_000);
const password = "demo-password-of-the-test";
const started: ChildProcess[] = [];

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

function up(): Run {
  const { MYSQL_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, ["scripts/up.mjs"], {
    env: {
      ...env,
      PORT: String(port),
      CHARTROOM_DATA: join(folder, "data"),
      CHARTROOM_DEMO_PASSWORD: password,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let text = "";
  child.stdout.on("data", (part: Buffer) => (text += part.toString()));
  child.stderr.on("data", (part: Buffer) => (text += part.toString()));
  const ended = new Promise<number | null>((resolve) =>
    child.on("close", (code) => resolve(code)),
  );
  return { child, output: () => text, ended };
}

async function ready(run: Run): Promise<void> {
  for (let tries = 0; tries < 900; tries += 1) {
    if (run.output().includes("Chartroom is ready")) return;
    if (run.child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`not ready:\n${run.output()}`);
}

/** Database servers on this run's folder that are still there. */
const engines = (): { pid: number; args: string }[] =>
  execFileSync("ps", ["-eo", "pid=,args="])
    .toString()
    .split("\n")
    .filter((line) => /mariadbd|mysqld/.test(line) && line.includes(folder))
    .map((line) => ({ pid: Number.parseInt(line, 10), args: line }));

afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
  for (const { pid } of engines()) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** The session that the README shows, with this run's address and password. */
function readmeSession(): string {
  const readme = readFileSync("README.md", "utf8");
  const block = /runs these lines -->\n+```bash\n([\s\S]*?)```/.exec(
    readme,
  )?.[1];
  if (!block) throw new Error("the README shows no session");
  return block
    .replace(/^API=.*$/m, `API=http://127.0.0.1:${port}/api/v1`)
    .replace(/^PASSWORD=.*$/m, `PASSWORD=${password}`);
}

test("the two commands: demo, the README's day, a second run, kill -9, a clean end", async () => {
  const first = up();
  await ready(first);
  expect(first.output()).toContain("compliance@demo.clinic");

  const answers = execFileSync("bash", ["-c", readmeSession()], {
    timeout: 60_000,
  })
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const text = answers.map((answer) => JSON.stringify(answer));
  expect(text[0]).toContain('"Jane"');
  expect(answers[2]).toMatchObject({ code: "doctor_busy", status: 409 });
  expect(answers[3]).toMatchObject({ start_time: "22:30:00", row_version: 2 });
  expect(answers[4]).toMatchObject({ status: "Completed" });
  expect(answers[5]).toMatchObject({ medication_name: "Ibuprofen" });
  expect(answers[6]).toMatchObject({ payment_status: "Partially Paid" });
  expect(answers[7]).toMatchObject({
    status: "Cancelled",
    cancelled_by: "Patient",
  });
  for (const event of [
    "patient_",
    "appointment_booked",
    "prescription_",
    "payment_",
  ])
    expect(text[8]).toContain(event);
  expect(answers).toHaveLength(10);

  const second = up();
  expect(await second.ended).not.toBe(0);
  expect(second.output()).toMatch(/data|folder|use/i);
  expect(first.child.exitCode).toBeNull();

  first.child.kill("SIGKILL");
  await first.ended;
  const third = up();
  await ready(third);
  expect(third.output()).not.toContain("The demo clinic is ready");
  const session = await fetch(`http://127.0.0.1:${port}/api/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      email: "frontdesk@demo.clinic",
      password,
      mode: "token",
    }),
  });
  const { token } = (await session.json()) as { token: string };
  const found = await fetch(`http://127.0.0.1:${port}/api/v1/patients/search`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ q: "sogaard maria" }),
  });
  expect(await found.text()).toContain("Søgaard");

  third.child.kill("SIGINT");
  expect(await third.ended).toBe(0);
  expect(engines()).toEqual([]);
}, 300_000);
