import { expect, test } from "vitest";
import type { ZoneId } from "#server/kernel/zones.ts";
import { absenceTimes } from "./absences.rules.ts";

const london = "Europe/London" as ZoneId;
const span = (
  starts_on: string,
  ends_on: string,
  times: { start_time?: string; end_time?: string } = {},
  zone = london,
) => {
  const { starts_at, ends_at } = absenceTimes(
    { starts_on, ends_on, ...times },
    zone,
  );
  return [starts_at.toString(), ends_at.toString()];
};

test("without times, whole days, the last one included", () => {
  expect(span("2026-01-05", "2026-01-05")).toEqual([
    "2026-01-05T00:00:00Z",
    "2026-01-06T00:00:00Z",
  ]);
});

test("a day of changing clocks has 23 or 25 hours, and is away all of them", () => {
  expect(span("2026-03-29", "2026-03-29")).toEqual([
    "2026-03-29T00:00:00Z",
    "2026-03-29T23:00:00Z",
  ]);
  expect(span("2026-10-25", "2026-10-25")).toEqual([
    "2026-10-24T23:00:00Z",
    "2026-10-26T00:00:00Z",
  ]);
});

test("times are read on the wall of the zone; a repeated hour is away both times", () => {
  expect(
    span(
      "2026-01-05",
      "2026-01-05",
      { start_time: "09:00", end_time: "24:00" },
      "America/New_York" as ZoneId,
    ),
  ).toEqual(["2026-01-05T14:00:00Z", "2026-01-06T05:00:00Z"]);
  expect(
    span("2026-10-25", "2026-10-25", {
      start_time: "01:00",
      end_time: "01:30",
    }),
  ).toEqual(["2026-10-25T00:00:00Z", "2026-10-25T01:30:00Z"]);
});

test.each([
  ["2026-01-06", "2026-01-05", {}, "/ends_on"],
  [
    "2026-01-05",
    "2026-01-05",
    { start_time: "09:00", end_time: "09:00" },
    "/end_time",
  ],
  [
    "2026-01-05",
    "2026-01-05",
    { start_time: "10:00", end_time: "09:00" },
    "/end_time",
  ],
  ["2026-02-30", "2026-03-01", {}, "/starts_on"],
])("%s to %s %o is refused at %s", (from, to, times, pointer) => {
  expect(() => span(from, to, times)).toThrow(
    expect.objectContaining({
      extras: { errors: [expect.objectContaining({ pointer })] },
    }),
  );
});
