import { describe, expect, test } from "vitest";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import type { ZoneId } from "#server/kernel/zones.ts";
import { checkedWeek, refuseTwoPlaces, replaceWeek } from "./hours.rules.ts";
import type { OpenHours } from "./hours.rules.ts";

const date = (text: string) => text as WallDate;
const monday = { weekday: 1, start_time: "09:00:00", end_time: "12:00:00" };

function refusal(work: () => unknown) {
  try {
    work();
  } catch (error) {
    return error as {
      code: string;
      extras: { errors?: { pointer: string }[] };
    };
  }
  return undefined;
}

describe("a week", () => {
  test("is stored with seconds and sorted; hours that touch are fine", () => {
    expect(
      checkedWeek([
        { weekday: 2, start_time: "08:00", end_time: "24:00" },
        { weekday: 1, start_time: "12:00", end_time: "17:00" },
        { weekday: 1, start_time: "09:00", end_time: "12:00:00" },
      ]),
    ).toEqual([
      monday,
      { weekday: 1, start_time: "12:00:00", end_time: "17:00:00" },
      { weekday: 2, start_time: "08:00:00", end_time: "24:00:00" },
    ]);
  });

  test("refuses an entry that overlaps another, and one that ends before it starts", () => {
    const overlapping = refusal(() =>
      checkedWeek([monday, { ...monday, start_time: "11:55" }]),
    );
    expect(overlapping?.extras.errors?.[0]?.pointer).toBe("/hours/1");
    const backwards = refusal(() =>
      checkedWeek([{ ...monday, end_time: "09:00" }]),
    );
    expect(backwards?.extras.errors?.[0]?.pointer).toBe("/hours/0/end_time");
    expect(checkedWeek([monday, { ...monday, weekday: 3 }])).toHaveLength(2);
  });
});

describe("a new week from a date on", () => {
  const old = {
    id: 7,
    ...monday,
    valid_from: date("2026-01-01"),
    valid_to: null,
  };

  test("ends the old one the day before", () => {
    const change = replaceWeek(
      [old],
      { valid_from: date("2026-03-01"), valid_to: null },
      [{ ...monday, end_time: "11:00:00" }],
    );
    expect(change.end).toEqual([{ row: old, valid_to: "2026-02-28" }]);
    expect(change.remove).toEqual([]);
    expect(change.insert).toEqual([
      {
        ...monday,
        end_time: "11:00:00",
        valid_from: "2026-03-01",
        valid_to: null,
      },
    ]);
  });

  test("with an end, lets the old one go on afterwards", () => {
    const change = replaceWeek(
      [old],
      { valid_from: date("2026-07-01"), valid_to: date("2026-07-31") },
      [],
    );
    expect(change.end).toEqual([{ row: old, valid_to: "2026-06-30" }]);
    expect(change.insert).toEqual([
      { ...monday, valid_from: "2026-08-01", valid_to: null },
    ]);
  });

  test("drops what was to begin later and leaves other periods alone", () => {
    const later = { ...old, id: 8, valid_from: date("2026-09-01") };
    const past = { ...old, id: 9, valid_to: date("2026-02-28") };
    const change = replaceWeek(
      [later, past],
      { valid_from: date("2026-03-01"), valid_to: null },
      [],
    );
    expect(change).toEqual({ end: [], remove: [later], insert: [] });
  });
});

describe("two places at once", () => {
  const at = (
    location_id: number,
    zone: string,
    start_time: string,
    end_time: string,
    more: Partial<OpenHours> = {},
  ): OpenHours => ({
    location_id,
    zone: zone as ZoneId,
    weekday: 1,
    start_time: start_time as WallTime,
    end_time: end_time as WallTime,
    valid_from: date("2026-01-01"),
    valid_to: null,
    ...more,
  });
  const london = at(1, "Europe/London", "09:00:00", "12:00:00");

  test("is refused in one zone and fine when the hours touch", () => {
    const clash = at(2, "Europe/London", "11:00:00", "13:00:00");
    expect(
      refusal(() => refuseTwoPlaces([london, clash], date("2026-03-02")))?.code,
    ).toBe("refused_by_rule");
    const after = at(2, "Europe/London", "12:00:00", "15:00:00");
    refuseTwoPlaces([london, after], date("2026-03-02"));
  });

  test("is seen between zones, even when only some weeks of the year clash", () => {
    // Noon in Paris is 06:00 in New York, but 07:00 in the weeks when only New York is on summer time.
    const newYork = at(2, "America/New_York", "07:00:00", "08:00:00");
    const paris = at(3, "Europe/Paris", "12:00:00", "13:00:00");
    expect(
      refusal(() => refuseTwoPlaces([newYork, paris], date("2026-01-05")))
        ?.code,
    ).toBe("refused_by_rule");
    refuseTwoPlaces([newYork, paris], date("2026-01-05"), 8);
  });

  test("asks for the same time: other days, other validity, the same place are fine", () => {
    const tuesday = { ...london, location_id: 2, weekday: 2 };
    const over = { ...london, location_id: 2, valid_to: date("2026-02-01") };
    refuseTwoPlaces([london, tuesday, over], date("2026-03-02"));
    refuseTwoPlaces([london, london], date("2026-03-02"));
  });
});
