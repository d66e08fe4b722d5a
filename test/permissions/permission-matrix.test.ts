import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "#contract/api.ts";
import { addressOf, bodiesOf } from "./matrix-requests.ts";
import {
  askers,
  matrixWorld,
  type Asker,
  type MatrixWorld,
} from "./matrix-world.ts";

const file = new URL("expected-matrix.tsv", import.meta.url);

/** yes: reached the rules; no: the role may not; absent: as if it did not exist; sign in: nobody asks. */
type Cell = "yes" | "no" | "absent" | "sign in";

let world: MatrixWorld;
beforeAll(async () => {
  world = await matrixWorld();
});
afterAll(() => world.clinic.close());

async function ask(id: string, asker: Asker): Promise<Cell> {
  const endpoint = api.find((one) => one.id === id)!;
  const person = await world.as(asker);
  const answer = await person.request(
    endpoint.method,
    addressOf(id, endpoint.path, world.ids),
    bodiesOf(world.ids)[id],
    // A version nobody has: what is reached is refused as stale and nothing changes for the next cell.
    endpoint.ifMatch ? { if_match: 999 } : {},
  );
  const { code } = (answer.body ?? {}) as { code?: string };
  if (answer.status >= 500 || answer.status === 400)
    throw new Error(
      `${id} as ${asker}: ${answer.status} ${JSON.stringify(answer.body)}`,
    );
  if (code === "sign_in_required") return "sign in";
  if (code === "forbidden") return "no";
  return code === "not_found" ? "absent" : "yes";
}

const expected = new Map(
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .slice(1)
    .map((line) => {
      const [id = "", ...cells] = line.split("\t");
      return [id, cells] as const;
    }),
);

test("the reviewed file names every operation, and no other", () => {
  expect([...expected.keys()].sort()).toEqual(api.map((one) => one.id).sort());
});

test.each(api.map((endpoint) => endpoint.id))("%s, by who asks", async (id) => {
  const cells: Cell[] = [];
  for (const asker of askers) cells.push(await ask(id, asker));
  if (process.env["CHARTROOM_WRITE_MATRIX"]) expected.set(id, cells);
  expect(cells.map((cell, at) => `${askers[at]}: ${cell}`)).toEqual(
    expected.get(id)?.map((cell, at) => `${askers[at]}: ${cell}`),
  );
});

afterAll(() => {
  if (!process.env["CHARTROOM_WRITE_MATRIX"]) return;
  const lines = api.map(({ id }) =>
    [id, ...(expected.get(id) ?? [])].join("\t"),
  );
  writeFileSync(
    file,
    [
      "# Reviewed by hand. yes: reached the rules; no: the role may not; absent: as if it did not exist.",
      ["operation", ...askers].join("\t"),
      ...lines,
      "",
    ].join("\n"),
  );
});
