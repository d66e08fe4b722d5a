import { Command } from "commander";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Body,
  type TestClinic,
} from "#test/support/clinic.ts";
import { goodPassword, visitor } from "#test/support/visitor.ts";
import type { Terminal } from "../terminal.ts";
import { accountCommand } from "./account.ts";

let clinic: TestClinic;

beforeAll(async () => {
  clinic = await startClinic();
  await clinic.composed.installation.set("demo", "true");
});
afterAll(() => clinic.close());

/** Runs `chartroom account ...` on the test's clinic. @returns what it printed */
async function run(...words: string[]): Promise<Body> {
  const said: unknown[] = [];
  const terminal: Terminal = {
    interactive: false,
    say: (text) => void said.push(text),
    warn: (text) => void said.push(text),
    json: (value) => void said.push(value),
    step: (_title, work) => work(() => undefined),
  };
  const program = new Command("chartroom").option("--json").exitOverride();
  const open = async () => ({
    composed: clinic.composed,
    close: async () => undefined,
  });
  accountCommand(program, terminal, open);
  await program.parseAsync(["node", "chartroom", ...words]);
  return said[0];
}

const create = (email: string, roles: string, ...more: string[]) =>
  run(
    ...["--json", "account", "create", "--email", email, "--name", "Ola Berg"],
    ...["--roles", roles, ...more],
  );

test("an account made at the command line signs in with the password printed", async () => {
  const made = await create("Ola@clinic.example", "admin,billing");
  expect(made.account.roles).toEqual(["admin", "billing"]);
  const ola = visitor(clinic);
  expect((await ola.signIn("ola@clinic.example", made.password)).status).toBe(
    201,
  );
  const { items } = await run("--json", "account", "list");
  expect(items).toMatchObject([{ email: "ola@clinic.example" }]);
  expect(JSON.stringify(items)).not.toContain("argon2");
  expect(await run("account", "list")).toContain("admin,billing");
});

test("invite, reset, roles and revoke do what the screens do", async () => {
  const invite = ["account", "invite", "--email", "new@clinic.example"];
  const text = await run(...invite, "--name", "New", "--roles", "front_desk");
  expect(text).toContain("/#/invitation/");
  const again = await run("--json", "account", "reset", "new@clinic.example");
  expect(again.purpose).toBe("invitation");
  const { code } = again;
  const owner = visitor(clinic);
  await owner.send("POST", "/one-time-codes/redeem", {
    code,
    password: goodPassword,
  });
  await owner.signIn("new@clinic.example");
  const changed = await run(
    ...["--json", "account", "roles", "new@clinic.example", "billing"],
  );
  expect(changed.roles).toEqual(["billing"]);
  expect((await owner.send("GET", "/locations")).status).toBe(401);
  owner.token = "";
  await owner.signIn("new@clinic.example");
  expect(
    await run("account", "revoke", "new@clinic.example", "--deactivate"),
  ).toBe("Sessions ended: 1.");
  expect((await owner.send("GET", "/locations")).status).toBe(401);
});

test("what makes no sense is refused in words", async () => {
  await expect(create("x@clinic.example", "janitor")).rejects.toMatchObject({
    code: "invalid_request",
  });
  await expect(create("ola@clinic.example", "billing")).rejects.toMatchObject({
    code: "email_taken",
  });
  await expect(
    run("account", "reset", "nobody@clinic.example"),
  ).rejects.toMatchObject({ code: "not_found" });
});
