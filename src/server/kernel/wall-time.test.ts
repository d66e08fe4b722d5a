import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { randomRuns } from "#test/support/random-runs.ts";
import {
  addDays,
  dateOfDay,
  dayOfDate,
  secondsOfTime,
  timeOfSeconds,
  wallDate,
  wallTime,
  weekdayOfDay,
} from "./wall-time.ts";

describe("wall dates", () => {
  it("agree with Temporal's calendar on every kind of day", () => {
    const epoch = Temporal.PlainDate.from("1970-01-01");
    fc.assert(
      fc.property(fc.integer({ min: -719_000, max: 2_900_000 }), (day) => {
        const date = epoch.add({ days: day });
        expect(dateOfDay(day)).toBe(date.toString());
        expect(dayOfDate(dateOfDay(day))).toBe(day);
        expect(weekdayOfDay(day)).toBe(date.dayOfWeek);
      }),
      randomRuns(500),
    );
  });

  it("count over leap days and year ends", () => {
    expect(addDays(wallDate("2024-02-28"), 1)).toBe("2024-02-29");
    expect(addDays(wallDate("2100-02-28"), 1)).toBe("2100-03-01");
    expect(addDays(wallDate("2026-01-01"), -1)).toBe("2025-12-31");
  });

  it.each([
    "2026-02-29",
    "2026-13-01",
    "2026-1-1",
    "26-01-01",
    "",
    "2026-00-10",
  ])("refuse %j", (text) =>
    expect(() => wallDate(text, "/date")).toThrow("invalid_time"),
  );
});

describe("wall times", () => {
  it("are written with seconds, however they came in", () => {
    expect(wallTime("09:05")).toBe("09:05:00");
    expect(wallTime("23:59:59")).toBe("23:59:59");
  });

  it.each(["24:00", "9:05", "12:60", "12:00:60", "12", "", "-1:00", "12:00\n"])(
    "refuse %j",
    (text) => expect(() => wallTime(text)).toThrow("invalid_time"),
  );

  it("round-trip through seconds of the day", () => {
    for (let second = 0; second < 86_400; second += 7)
      expect(secondsOfTime(timeOfSeconds(second))).toBe(second);
    expect(secondsOfTime("24:00:00")).toBe(86_400);
    expect(secondsOfTime("10:30")).toBe(37_800);
  });

  it("name the field that was wrong", () => {
    expect(() => wallTime("25:00", "/start_time")).toThrow(
      expect.objectContaining({
        code: "invalid_time",
        extras: {
          errors: [expect.objectContaining({ pointer: "/start_time" })],
        },
      }),
    );
  });
});
