import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { instantOfSeconds } from "#server/kernel/instants.ts";
import { randomRuns } from "#test/support/random-runs.ts";
import { cellsOf } from "./cells.rules.ts";

describe("calendar cells", () => {
  it("are five minutes each, the end not included", () => {
    expect(cellsOf(instantOfSeconds(3000), instantOfSeconds(3900))).toEqual([
      10, 11, 12,
    ]);
    expect(cellsOf(instantOfSeconds(3900), instantOfSeconds(4200))).toEqual([
      13,
    ]);
    expect(cellsOf(instantOfSeconds(3000), instantOfSeconds(3000))).toEqual([]);
  });

  it("are all that a time off the marks touches", () => {
    expect(cellsOf(instantOfSeconds(3001), instantOfSeconds(3299))).toEqual([
      10,
    ]);
    expect(cellsOf(instantOfSeconds(3299), instantOfSeconds(3301))).toEqual([
      10, 11,
    ]);
    expect(
      cellsOf(
        instantOfSeconds(3000),
        Temporal.Instant.from("1970-01-01T00:55:00.5Z"),
      ),
    ).toEqual([10, 11]);
  });

  it("are shared exactly by visits that overlap", () => {
    const visit = fc.tuple(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 20 }),
    );
    fc.assert(
      fc.property(visit, visit, ([a, long], [b, other]) => {
        const cells = (start: number, length: number): number[] =>
          cellsOf(
            instantOfSeconds(start * 300),
            instantOfSeconds((start + length) * 300),
          );
        const shared = cells(a, long).some((cell) =>
          cells(b, other).includes(cell),
        );
        expect(shared).toBe(a < b + other && b < a + long);
      }),
      randomRuns(300),
    );
  });
});
