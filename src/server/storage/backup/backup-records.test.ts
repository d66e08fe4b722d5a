import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { randomRuns } from "#test/support/random-runs.ts";
import {
  decodeRow,
  encodeRecord,
  encodeRow,
  readRecords,
  rowPayload,
  tableSummer,
  type BackupRecord,
} from "./backup-records.ts";

const values = fc.array(
  fc.option(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  ),
  { maxLength: 8 },
);

test("a row comes back value by value; NULL and empty stay apart", () => {
  fc.assert(
    fc.property(values, (row) => {
      expect(decodeRow(rowPayload(encodeRow(row)), row.length)).toEqual(row);
    }),
    randomRuns(100),
  );
});

test("rows that differ have different digests, also where a value moves to its neighbour", () => {
  const digest = (...texts: (string | null)[]): string => {
    const summer = tableSummer("t");
    summer.add(
      rowPayload(
        encodeRow(
          texts.map((text) => (text === null ? null : Buffer.from(text))),
        ),
      ),
    );
    return summer.sum().sha256;
  };
  const all = [
    digest("ab", ""),
    digest("a", "b"),
    digest("", "ab"),
    digest("ab", null),
    digest("ab"),
  ];
  expect(new Set(all).size).toBe(all.length);
});

test("a row that does not fit its table is refused", () => {
  const payload = rowPayload(encodeRow([Buffer.from("one"), null]));
  expect(() => decodeRow(payload, 3)).toThrow(/does not fit/);
  expect(() => decodeRow(payload.subarray(0, -1), 2)).toThrow(/does not fit/);
});

const read = async (bytes: Buffer, size: number): Promise<BackupRecord[]> => {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size)
    chunks.push(bytes.subarray(at, at + size));
  const found: BackupRecord[] = [];
  for await (const some of readRecords(Readable.from(chunks)))
    found.push(...some);
  return found;
};

test("records are cut right wherever the stream is", async () => {
  const sum = { name: "patients", rows: 1, sha256: "00" };
  const bytes = Buffer.concat([
    encodeRecord("table", { name: "patients", columns: [] }),
    encodeRow([Buffer.from("O'Brien")]),
    encodeRecord("sum", sum),
    encodeRecord("end"),
  ]);
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const found = await read(bytes, size);
    expect(found.map((record) => record.kind)).toEqual([
      "table",
      "row",
      "sum",
      "end",
    ]);
    expect(found[2]).toEqual({ kind: "sum", sum });
  }
  await expect(read(bytes.subarray(0, -1), 5)).rejects.toThrow(/middle/);
  await expect(
    read(Buffer.from([9, 0, 0, 0, 4, 110, 117, 108, 108]), 9),
  ).rejects.toThrow(/unknown kind/);
});
