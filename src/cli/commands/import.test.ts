import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startClinic, type TestClinic } from "#test/support/clinic.ts";
import type { Terminal } from "../terminal.ts";
import { importCommand } from "./import.ts";

let clinic: TestClinic;
let folder: string;

beforeAll(async () => {
  clinic = await startClinic();
  folder = await mkdtemp(join(tmpdir(), "chartroom-import-"));
});
afterAll(async () => {
  process.exitCode = 0;
  await clinic.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(...words: string[]): Promise<string[]> {
  const said: string[] = [];
  const terminal: Terminal = {
    interactive: false,
    say: (text) => void said.push(text),
    warn: (text) => void said.push(text),
    json: (value) => void said.push(JSON.stringify(value)),
    step: (_title, work) => work(() => undefined),
  };
  const program = new Command().option("--json").exitOverride();
  const open = async () => ({
    composed: clinic.composed,
    close: async () => undefined,
  });
  importCommand(program, terminal, open);
  await program.parseAsync(["import", "patients", ...words], { from: "user" });
  return said;
}

const csv =
  "First name,Surname,DOB,Sex,Reach\n" +
  "Ines,Duarte,23/10/1979,F,555-0601\n" +
  "Bad,Date,31/02/1979,F,555-0602\n";

test("a file goes in by guessed and given columns; what is left out lands in a file for its owner", async () => {
  const file = join(folder, "people.csv");
  const errors = join(folder, "left-out.csv");
  await writeFile(file, csv);
  const options = ["--map", "Reach=phone", "--date-format", "DD/MM/YYYY"];
  const [checked] = await run(file, "--dry-run", ...options, "--json");
  expect(JSON.parse(checked!)).toMatchObject({
    dry_run: true,
    imported_rows: 1,
    failed_rows: 1,
  });
  const said = await run(file, ...options, "--errors", errors);
  expect(said.join("\n")).toContain("1 imported, 0 skipped");
  expect(process.exitCode).toBe(1);
  expect(await readFile(errors, "utf8")).toContain("Bad,Date,31/02/1979");
  expect((await stat(errors)).mode & 0o777).toBe(0o600);
  const imported = (await clinic.auditTrail()).filter(
    (entry) => entry["event_type"] === "patient_imported",
  );
  expect(imported).toMatchObject([
    { actor: { type: "system" }, target: { patient_name: "Ines Duarte" } },
  ]);
});

test("a needed column that nothing fills is named, and nothing starts", async () => {
  const file = join(folder, "people.csv");
  await writeFile(file, csv);
  await expect(run(file)).rejects.toMatchObject({
    detail: "The mapping leaves out phone (see --map).",
  });
  await expect(run(file, "--map", "Reach=fax")).rejects.toThrow();
  await expect(run(join(folder, "absent.csv"))).rejects.toThrow();
});
