import { afterAll, beforeAll, expect, test } from "vitest";
import {
  scratchDatabase,
  type ScratchDatabase,
} from "#test/support/scratch-database.ts";
import { openBulkLoader, type BulkValue } from "./bulk-load.ts";
import { parseMysqlUrl } from "./mysql-url.ts";

let scratch: ScratchDatabase;
const columns = ["id", "name", "note"];

beforeAll(async () => {
  scratch = await scratchDatabase("bulk");
  await scratch.connection.query(
    "CREATE TABLE things (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, note TEXT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
  );
});
afterAll(() => scratch.drop());

const open = (
  more: {
    method?: "inserts";
    onRows?: (table: string, more: number) => void;
  } = {},
) =>
  openBulkLoader(
    {
      ...parseMysqlUrl(process.env["CHARTROOM_TEST_MYSQL_URL"] ?? "")[0],
      database: scratch.name,
    },
    { mayEnable: false, ...more },
  );

const rows: readonly (readonly BulkValue[])[] = [
  [1, "a\tb\\N\n", null],
  [2, "O'Brien", ""],
  [3, "王小明 😀", "\\N"],
  [4, "NULL", "line\r\nline\0"],
];

async function stored(): Promise<unknown[]> {
  const [found] = await scratch.connection.query({
    sql: "SELECT * FROM things ORDER BY id",
    rowsAsArray: true,
  });
  return found as unknown[];
}

for (const method of [undefined, "inserts"] as const)
  test(`rows arrive byte for byte (${method ?? "the quickest way allowed"})`, async () => {
    const loader = await open(method ? { method } : {});
    try {
      await loader.empty(["things"]);
      expect(await loader.load("things", columns, rows)).toBe(4);
      expect(await stored()).toEqual(rows);
    } finally {
      await loader.close();
    }
  });

test("more rows than some servers take in one transaction are all loaded, and counted as they leave", async () => {
  const told: number[] = [];
  const loader = await open({ onRows: (_, more) => told.push(more) });
  function* many(): Generator<BulkValue[]> {
    for (let id = 1; id <= 100_001; id += 1) yield [id, "x", null];
  }
  try {
    await loader.empty(["things"]);
    expect(await loader.load("things", columns, many())).toBe(100_001);
    await loader.analyze(["things"]);
    expect(told.length).toBeGreaterThan(1);
    expect(told.reduce((sum, more) => sum + more)).toBe(100_001);
    expect(await stored()).toHaveLength(100_001);
  } finally {
    await loader.close();
  }
});

test("a row that the table refuses or cuts is an error, not a warning", async () => {
  const loader = await open();
  try {
    await loader.empty(["things"]);
    const twice = [
      [1, "a", null],
      [1, "b", null],
    ];
    await expect(loader.load("things", columns, twice)).rejects.toThrow();
    await expect(
      loader.load("things", columns, [[7, "x".repeat(21), null]]),
    ).rejects.toThrow();
  } finally {
    await loader.close();
  }
});
