import { describe, expect, it } from "vitest";
import { matchName } from "./match-name.rules.ts";
import { nameWords } from "./name-words.rules.ts";
import type { Candidate } from "./ranking.rules.ts";
import { rankCandidates } from "./ranking.rules.ts";

const score = { exact: 100, prefix: 90, close: 70 };

function patients(
  match: Candidate["match"],
  name: string,
  firstId: number,
  count: number,
  is_active = true,
): Candidate[] {
  return Array.from({ length: count }, (_, n) => ({
    match,
    name,
    score: score[match],
    patient_id: firstId + n,
    is_active,
    weight: 0,
  }));
}

describe("the order of the answers", () => {
  it("puts exact before unfinished before close within a page", () => {
    const ranked = rankCandidates([
      ...patients("close", "joan", 1, 1),
      ...patients("exact", "jan", 2, 1),
      ...patients("prefix", "janet", 3, 1),
    ]);
    expect(ranked.map(({ name }) => name)).toEqual(["jan", "janet", "joan"]);
  });

  it("keeps places for what may have been meant beside a common name", () => {
    const page = rankCandidates([
      ...patients("exact", "jan", 1, 100),
      ...patients("close", "jean", 200, 100),
    ]).slice(0, 20);
    expect(page.filter(({ name }) => name === "jan")).toHaveLength(14);
    expect(page.filter(({ name }) => name === "jean")).toHaveLength(6);
  });

  it("lets names take turns", () => {
    const page = rankCandidates([
      ...patients("close", "smith", 1, 50),
      ...patients("close", "smyth", 100, 2),
    ]);
    expect(page.slice(0, 4).map(({ name }) => name)).toEqual([
      "smith",
      "smyth",
      "smith",
      "smyth",
    ]);
  });

  it("puts inactive patients after all others", () => {
    const ranked = rankCandidates([
      ...patients("exact", "jan", 1, 30, false),
      ...patients("close", "jean", 100, 30),
    ]);
    expect(ranked.slice(0, 30).every(({ is_active }) => is_active)).toBe(true);
    expect(ranked).toHaveLength(60);
  });

  it("names each patient once, by the best match", () => {
    const ranked = rankCandidates([
      ...patients("close", "jan", 7, 1),
      ...patients("exact", "jane", 7, 1),
    ]);
    expect(ranked.map(({ match }) => match)).toEqual(["exact"]);
  });
});

describe("how a name fits", () => {
  const fit = (typed: string, stored: string, mayMiss = 0) =>
    matchName(nameWords(typed), nameWords(stored), mayMiss)?.match;

  it.each([
    ["jane doe", "Jane Doe", "exact"],
    ["doe jane", "Jane Doe", "exact"],
    ["jane", "Jane Doe", "exact"],
    ["muller", "Müller", "exact"],
    ["mueller", "Müller", "exact"],
    ["ja do", "Jane Doe", "prefix"],
    ["jnae doe", "Jane Doe", "close"],
    ["obrein", "O'Brien", "close"],
  ])("%s for %s", (typed, stored, match) => {
    expect(fit(typed, stored)).toBe(match);
  });

  it("uses each stored word once", () => {
    expect(fit("john john", "John Smith")).toBeUndefined();
    expect(fit("john john", "John John")).toBe("exact");
  });

  it("refuses what fits nothing, unless a word may be missing", () => {
    expect(fit("jane zzz", "Jane Doe")).toBeUndefined();
    expect(fit("jane marie doe", "Jane Doe", 1)).toBe("close");
    expect(fit("zzz", "Jane Doe", 1)).toBeUndefined();
  });

  it("does not correct very short words or Han characters", () => {
    expect(fit("li", "Lu")).toBeUndefined();
    expect(fit("王小明", "王大明")).toBeUndefined();
  });
});
