import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../../bench/support/search-data.ts";
import type { SearchablePatient } from "./index-rows.rules.ts";
import { indexRows } from "./index-rows.rules.ts";
import { grownWeight } from "./word-weight.rules.ts";

const patient = (first_name: string, last_name: string): SearchablePatient => ({
  id: 42,
  first_name,
  last_name,
  phone: "(212) 555-0134",
  email: null,
  date_of_birth: "1987-03-04",
  is_active: true,
});
const pairs = (first: string, last: string): string[] =>
  indexRows(patient(first, last)).names.map(
    ({ word, other_word }) => `${word} ${other_word}`,
  );

describe("index rows", () => {
  it("hold both orders of a name", () => {
    expect(pairs("Jane", "Doe")).toEqual(["jane doe", "doe jane"]);
  });

  it("hold both spellings of an umlaut", () => {
    expect(pairs("Jo", "Müller").sort()).toEqual([
      "jo mueller",
      "jo muller",
      "mueller jo",
      "muller jo",
    ]);
  });

  it("hold a double name also as one word", () => {
    expect(pairs("Anne-Marie", "Doe")).toContain("annemarie doe");
    expect(pairs("Jane", "De la Cruz")).toContain("delacruz jane");
  });

  it("hold every end of a name without spaces", () => {
    const words = indexRows(patient("小明", "王")).names.map(
      ({ word }) => word,
    );
    expect(words).toEqual(
      expect.arrayContaining(["王小明", "小明", "明", "小明王", "王"]),
    );
  });

  it("stay few for long names, and empty for no name", () => {
    expect(pairs("a b c d e f g", "h i j").length).toBeLessThanOrEqual(40);
    expect(pairs("-", "?")).toEqual([]);
    expect(indexRows({ ...patient("Jane", "Doe"), phone: "x" }).phones).toEqual(
      [],
    );
  });

  it("keep the telephone number from its end", () => {
    expect(indexRows(patient("Jane", "Doe")).phones).toEqual([
      { phone_key: "4310555212", patient_id: 42 },
    ]);
  });
});

describe("the weight of a word", () => {
  it("follows the logarithm of its bearers, one by one or in bulk", () => {
    const random = seededRandom(3);
    const mean = (grow: () => number): number =>
      Array.from({ length: 200 }, grow).reduce((a, b) => a + b) / 200;
    const oneByOne = mean(() => {
      let weight = grownWeight(undefined, 1, random);
      for (let n = 1; n < 1_000; n += 1)
        weight = grownWeight(weight, 1, random);
      return weight;
    });
    const inBulk = mean(() => grownWeight(undefined, 1_000, random));
    expect(inBulk).toBeCloseTo(Math.log2(1_001), 0);
    expect(Math.abs(oneByOne - inBulk)).toBeLessThan(1.5);
  });

  it("hardly ever changes for a common word", () => {
    const random = seededRandom(4);
    const steps = Array.from({ length: 1_000 }, () =>
      grownWeight(13, 1, random),
    );
    expect(steps.filter((weight) => weight !== 13).length).toBeLessThan(5);
  });
});
