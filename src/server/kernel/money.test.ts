import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomRuns } from "#test/support/random-runs.ts";
import { formatCents, MAX_CENTS, parseCents } from "./money.ts";

describe("money", () => {
  it("is whole cents in code and two decimals outside", () => {
    expect(parseCents("12.34")).toBe(1234);
    expect(parseCents("12.3")).toBe(1230);
    expect(parseCents("12")).toBe(1200);
    expect(parseCents("-0.05")).toBe(-5);
    expect(formatCents(5)).toBe("0.05");
    expect(formatCents(-1234)).toBe("-12.34");
    expect(formatCents(MAX_CENTS)).toBe("99999999.99");
  });

  it("has no negative nothing", () => {
    expect(parseCents("-0.00")).toBe(0);
    expect(formatCents(-0)).toBe("0.00");
  });

  it("comes back as it went out", () => {
    fc.assert(
      fc.property(fc.integer({ min: -MAX_CENTS, max: MAX_CENTS }), (cents) => {
        expect(parseCents(formatCents(cents))).toBe(cents);
      }),
      randomRuns(500),
    );
  });

  it.each([
    "",
    ".",
    "1.",
    ".5",
    "1.234",
    "1e3",
    "0x10",
    "1,50",
    " 1",
    "1 ",
    "+1",
    "--1",
    "NaN",
    "100000000.00",
    "-100000000",
    "9".repeat(400),
    "１.00",
  ])("refuses %j", (text) =>
    expect(() => parseCents(text)).toThrow("invalid_request"),
  );

  it.each([0.5, NaN, Infinity, MAX_CENTS + 1])("never prints %d", (cents) =>
    expect(() => formatCents(cents)).toThrow(RangeError),
  );
});
