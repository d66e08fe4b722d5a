import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { pdfSheet, type Sheet } from "./pdf-sheet.ts";

const sheet = (words: string): Sheet => ({
  title: "Prescription",
  letterhead: ["Main Clinic", "1 Street", "555"],
  sections: [{ heading: "Patient", lines: [["Name", words]] }],
  footnotes: ["Prescription 89, version 1"],
  printed_at: Temporal.Instant.from("2024-01-15T14:30:00Z"),
});

const pagesOf = (pdf: Uint8Array): number =>
  Buffer.from(pdf)
    .toString("latin1")
    .match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;

test("the same sheet is the same bytes, another is not", async () => {
  const [first, again, other] = await Promise.all(
    ["Jane Doe", "Jane Doe", "Jane Dow"].map((name) => pdfSheet(sheet(name))),
  );
  expect(Buffer.from(first!).subarray(0, 5).toString()).toBe("%PDF-");
  expect(Buffer.from(again!).equals(first!)).toBe(true);
  expect(Buffer.from(other!).equals(first!)).toBe(false);
});

test("only the embedded font is used, in every script that it has", async () => {
  const pdf = await pdfSheet(sheet("Łucja Ødegård, Ελένη, Ольга, Հայկ"));
  const text = Buffer.from(pdf).toString("latin1");
  expect(text).toContain("DejaVuSans");
  expect(text).toContain("/FontFile2");
  expect(text).not.toContain("Helvetica");
});

test("long instructions go on to further pages", async () => {
  expect(pagesOf(await pdfSheet(sheet("short")))).toBe(1);
  const long = await pdfSheet(sheet("Take it with food.\n".repeat(200)));
  expect(pagesOf(long)).toBeGreaterThan(2);
});
