import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Body,
  type TestClinic,
} from "#test/support/clinic.ts";
import { aBookedAppointment, aLocation } from "#test/support/factories.ts";
import { runCommand } from "#test/support/run-command.ts";
import { runSql } from "#test/support/run-sql.ts";
import { zonesCommand } from "./zones.ts";

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

const zones = (...words: string[]): Promise<Body> =>
  runCommand(clinic, zonesCommand, ...words);

test("the list names each location, its zone and its offset now", async () => {
  await aLocation(clinic, { name: "Harbour", time_zone: "Asia/Kolkata" });
  const { items } = await zones("--json", "zones", "list");
  expect(items).toContainEqual({
    id: expect.any(Number),
    name: "Harbour",
    time_zone: "Asia/Kolkata",
    utc_offset: "+05:30",
  });
  expect(await zones("zones", "list")).toContain("Asia/Kolkata");
});

test("after the rules of a zone changed, instants ahead are derived again", async () => {
  const visit = await aBookedAppointment(clinic);
  await runSql(
    clinic,
    "update appointments set starts_at = starts_at + interval 1 hour, ends_at = ends_at + interval 1 hour where id = ?",
    visit.id,
  );
  expect(await zones("--json", "zones", "recompute")).toEqual({
    changed: 1,
    clashes: [],
  });
  const desk = await clinic.signIn("front_desk");
  const { body } = await desk.request("GET", `/appointments/${visit.id}`);
  expect(body.starts_at).toBe(visit.starts_at);
  expect(await zones("zones", "recompute")).toContain("moved: 0");
});
