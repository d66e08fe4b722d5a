import { describe, expect, it } from "vitest";
import { ClinicError } from "./clinic-error.ts";
import { instantToWire } from "./instants.ts";
import { visitInstants } from "./visit-instants.ts";
import { wallDate, wallTime } from "./wall-time.ts";
import { zoneId } from "./zones.ts";

function visit(
  date: string,
  start: string,
  end: string,
  offsets: { utc_offset?: string; end_utc_offset?: string } = {},
  zone = "America/New_York",
): [string, string, number] {
  const { starts_at, ends_at, minutes } = visitInstants(
    {
      appointment_date: wallDate(date),
      start_time: wallTime(start),
      end_time: wallTime(end),
      ...offsets,
    },
    zoneId(zone),
  );
  return [instantToWire(starts_at), instantToWire(ends_at), minutes];
}

/** Code and pointer of the refusal. */
function refusal(...args: Parameters<typeof visit>): string {
  try {
    visit(...args);
  } catch (error) {
    if (error instanceof ClinicError)
      return `${error.code} ${error.extras.errors?.[0]?.pointer}`;
  }
  return "accepted";
}

describe("a visit's instants", () => {
  it("are those of its wall times at the location", () => {
    expect(visit("2026-07-01", "09:00", "09:30")).toEqual([
      "2026-07-01T13:00:00Z",
      "2026-07-01T13:30:00Z",
      30,
    ]);
  });

  it("count real time across the hour that spring takes away", () => {
    expect(visit("2026-03-08", "01:30", "03:30")[2]).toBe(60);
  });

  it("count real time across the hour that autumn repeats", () => {
    expect(visit("2026-11-01", "00:30", "02:00")[2]).toBe(150);
    expect(visit("2026-11-01", "01:30", "01:30")).toEqual([
      "2026-11-01T05:30:00Z",
      "2026-11-01T06:30:00Z",
      60,
    ]);
    expect(visit("2026-11-01", "01:45", "01:15")[2]).toBe(30);
  });

  it("stay within the pass that the offset names", () => {
    expect(visit("2026-11-01", "01:00", "01:30")[2]).toBe(30);
    expect(
      visit("2026-11-01", "01:00", "01:30", { end_utc_offset: "-05:00" })[2],
    ).toBe(90);
    expect(
      visit("2026-11-01", "01:00", "01:30", { utc_offset: "-05:00" }),
    ).toEqual(["2026-11-01T06:00:00Z", "2026-11-01T06:30:00Z", 30]);
  });

  it("cross half an hour on Lord Howe", () => {
    expect(
      visit("2026-04-05", "01:45", "01:45", {}, "Australia/Lord_Howe")[2],
    ).toBe(30);
  });

  it("may take 5 to 480 minutes and no other length", () => {
    expect(visit("2026-07-01", "09:00", "09:05")[2]).toBe(5);
    expect(visit("2026-07-01", "09:00", "17:00")[2]).toBe(480);
    expect(refusal("2026-07-01", "09:00", "17:05")).toBe(
      "invalid_time /end_time",
    );
    // Eight hours on the wall, nine in the room.
    expect(refusal("2026-11-01", "00:30", "08:30")).toBe(
      "invalid_time /end_time",
    );
  });

  it.each([
    ["09:00", "09:00", "invalid_time /end_time"],
    ["23:30", "00:00", "invalid_time /end_time"],
    ["10:00", "09:00", "invalid_time /end_time"],
    ["09:02", "09:30", "invalid_time /start_time"],
    ["09:00", "09:30:01", "invalid_time /end_time"],
  ])("from %s to %s are refused: %s", (start, end, expected) => {
    expect(refusal("2026-07-01", start, end)).toBe(expected);
  });

  it("name the edge that the clocks jump over", () => {
    expect(refusal("2026-03-08", "02:30", "03:30")).toBe(
      "local_time_missing /start_time",
    );
    expect(refusal("2026-03-08", "01:30", "02:30")).toBe(
      "local_time_missing /end_time",
    );
  });

  it("name the offset that does not fit", () => {
    expect(
      refusal("2026-07-01", "09:00", "09:30", { utc_offset: "+02:00" }),
    ).toBe("invalid_time /utc_offset");
    expect(
      refusal("2026-07-01", "09:00", "09:30", { end_utc_offset: "x" }),
    ).toBe("invalid_time /end_utc_offset");
    // An end in the first pass lies before a start in the second.
    expect(
      refusal("2026-11-01", "01:00", "01:30", {
        utc_offset: "-05:00",
        end_utc_offset: "-04:00",
      }),
    ).toBe("invalid_time /end_time");
  });
});
