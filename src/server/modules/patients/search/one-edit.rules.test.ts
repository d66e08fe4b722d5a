import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deletionKeys } from "./deletion-keys.rules.ts";
import { editDistance, withinOneEdit } from "./one-edit.rules.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });

describe("one edit", () => {
  it.each([
    ["jane", "jnae"],
    ["jane", "jan"],
    ["jane", "janet"],
    ["jane", "june"],
    ["", "a"],
    ["same", "same"],
  ])("%s and %s", (a, b) => {
    expect(withinOneEdit(a, b)).toBe(true);
    expect(withinOneEdit(b, a)).toBe(true);
  });

  it.each([
    ["jane", "enaj"],
    ["smith", "schmidt"],
    ["abcd", "badc"],
    ["", "ab"],
  ])("not %s and %s", (a, b) => {
    expect(withinOneEdit(a, b)).toBe(false);
  });

  it("is the distance of at most 1", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(withinOneEdit(a, b)).toBe(editDistance(a, b) <= 1);
      }),
      { numRuns: 3_000 },
    );
  });

  it("counts letters, swaps as one", () => {
    expect(editDistance("stephen", "steven")).toBe(2);
    expect(editDistance("micheal", "michael")).toBe(1);
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance("王小明", "王大明")).toBe(1);
  });
});

describe("deletion keys", () => {
  it("are shared by any two words one edit apart", () => {
    const long = fc.string({
      unit: fc.constantFrom("a", "b", "c"),
      minLength: 3,
      maxLength: 8,
    });
    fc.assert(
      fc.property(long, long, (a, b) => {
        fc.pre(withinOneEdit(a, b));
        const keys = new Set(deletionKeys(a));
        expect(deletionKeys(b).some((key) => keys.has(key))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("are few", () => {
    expect(deletionKeys("smith")).toHaveLength(6);
    expect(deletionKeys("li")).toHaveLength(1);
    expect(deletionKeys("x".repeat(40))).toHaveLength(1);
  });
});
