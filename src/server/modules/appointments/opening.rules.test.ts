import { describe, expect, it } from "vitest";
import { visitInstants } from "#server/kernel/visit-instants.ts";
import { wallDate, wallTime } from "#server/kernel/wall-time.ts";
import type { WallTime } from "#server/kernel/wall-time.ts";
import { zoneId } from "#server/kernel/zones.ts";
import { joined, withinHours } from "./opening.rules.ts";
import type { WeeklyHours } from "./opening.rules.ts";

const newYork = zoneId("America/New_York");

/** Wednesdays, unless told otherwise. */
const hours = (
  start: string,
  end: string,
  more: Partial<WeeklyHours> = {},
): WeeklyHours => ({
  location_id: 3,
  zone: newYork,
  weekday: 3,
  start_time: start as WallTime,
  end_time: end as WallTime,
  valid_from: wallDate("2026-01-01"),
  valid_to: null,
  ...more,
});

function inside(
  rows: WeeklyHours[],
  start: string,
  end: string,
  date = "2026-07-01",
  location_id = 3,
): boolean {
  const wall = {
    appointment_date: wallDate(date),
    start_time: wallTime(start),
    end_time: wallTime(end),
  };
  const result = withinHours(rows, {
    location_id,
    ...wall,
    ...visitInstants(wall, newYork),
  });
  if (!result.ok) expect(result.reason).toBe("outside_hours");
  return result.ok;
}

describe("a doctor's hours", () => {
  it("hold a visit that touches both ends", () => {
    expect(inside([hours("09:00:00", "12:00:00")], "09:00", "12:00")).toBe(
      true,
    );
    expect(inside([hours("09:00:00", "12:00:00")], "08:55", "12:00")).toBe(
      false,
    );
    expect(inside([hours("09:00:00", "12:00:00")], "09:00", "12:05")).toBe(
      false,
    );
  });

  it("are one stretch where they touch and two where they do not", () => {
    expect(
      inside(
        [hours("12:00:00", "17:00:00"), hours("09:00:00", "12:00:00")],
        "11:30",
        "12:30",
      ),
    ).toBe(true);
    expect(
      inside(
        [hours("12:05:00", "17:00:00"), hours("09:00:00", "12:00:00")],
        "11:30",
        "12:30",
      ),
    ).toBe(false);
  });

  it("count only at their location, on their weekday, while they are valid", () => {
    const row = hours("09:00:00", "12:00:00", {
      valid_to: wallDate("2026-07-01"),
    });
    expect(inside([row], "09:00", "10:00", "2026-07-01")).toBe(true);
    expect(inside([row], "09:00", "10:00", "2026-07-01", 4)).toBe(false);
    expect(inside([row], "09:00", "10:00", "2026-07-02")).toBe(false);
    expect(inside([row], "09:00", "10:00", "2026-07-08")).toBe(false);
    expect(inside([row], "09:00", "10:00", "2025-12-31")).toBe(false);
  });

  it("last to the end of a day that ends at 24:00", () => {
    expect(inside([hours("18:00:00", "24:00:00")], "23:00", "23:55")).toBe(
      true,
    );
  });

  it("include both passes of a repeated hour", () => {
    expect(
      inside(
        [hours("00:00:00", "04:00:00", { weekday: 7 })],
        "01:30",
        "01:30",
        "2026-11-01",
      ),
    ).toBe(true);
  });
});

describe("intervals", () => {
  it("join when they overlap or touch, in any order; empty ones vanish", () => {
    expect(
      joined([
        { from: 50, until: 60 },
        { from: 0, until: 30 },
        { from: 10, until: 20 },
        { from: 30, until: 40 },
        { from: 45, until: 45 },
      ]),
    ).toEqual([
      { from: 0, until: 40 },
      { from: 50, until: 60 },
    ]);
  });
});
