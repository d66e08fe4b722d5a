import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { randomRuns } from "#test/support/random-runs.ts";
import { changesOf, TRAVELLED_ZONES } from "#test/support/zone-changes.ts";
import {
  epochSeconds,
  formatOffset,
  instantOfSeconds,
  instantToSql,
  instantToWire,
  secondsToWire,
  spanInstants,
  sqlToInstant,
  sqlToSeconds,
  toInstant,
  toWall,
} from "./instants.ts";
import { wallDate, wallTime } from "./wall-time.ts";
import { zoneId } from "./zones.ts";

const newYork = zoneId("America/New_York");
const wire = (date: string, time: string, offset?: string): string =>
  instantToWire(toInstant(wallDate(date), wallTime(time), newYork, offset));

describe("instants in SQL and on the wire", () => {
  it("keep microseconds and lose nothing on the way", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 4_102_444_800_000_000n }),
        (micros) => {
          const instant = Temporal.Instant.fromEpochNanoseconds(micros * 1000n);
          const sql = instantToSql(instant);
          expect(sql).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
          expect(sqlToInstant(sql).equals(instant)).toBe(true);
          expect(sqlToSeconds(sql)).toBe(epochSeconds(instant));
          expect(
            Temporal.Instant.from(instantToWire(instant)).equals(instant),
          ).toBe(true);
        },
      ),
      randomRuns(300),
    );
  });

  it("reads a TIMESTAMP without a fraction, and dates before 1970", () => {
    expect(instantToWire(sqlToInstant("2024-01-15 14:30:00"))).toBe(
      "2024-01-15T14:30:00Z",
    );
    expect(sqlToSeconds("1969-12-31 23:59:59.500000")).toBe(-1);
    expect(secondsToWire(-1)).toBe("1969-12-31T23:59:59Z");
    expect(secondsToWire(1_705_329_000)).toBe(
      instantToWire(instantOfSeconds(1_705_329_000)),
    );
  });

  it("writes offsets as RFC 3339 does", () => {
    expect(formatOffset(0)).toBe("+00:00");
    expect(formatOffset(-12_600)).toBe("-03:30");
    expect(formatOffset(49_500)).toBe("+13:45");
  });
});

describe("wall time to instant", () => {
  it("takes the only reading there is", () => {
    expect(wire("2026-07-01", "09:00")).toBe("2026-07-01T13:00:00Z");
  });

  it("refuses the hour that spring takes away", () => {
    expect(() => wire("2026-03-08", "02:30")).toThrow("local_time_missing");
    expect(() => wire("2026-03-08", "02:30", "-05:00")).toThrow(
      "local_time_missing",
    );
    expect(wire("2026-03-08", "03:00")).toBe("2026-03-08T07:00:00Z");
  });

  it("takes the earlier of a repeated hour unless told", () => {
    expect(wire("2026-11-01", "01:30")).toBe("2026-11-01T05:30:00Z");
    expect(wire("2026-11-01", "01:30", "-04:00")).toBe("2026-11-01T05:30:00Z");
    expect(wire("2026-11-01", "01:30", "-05:00")).toBe("2026-11-01T06:30:00Z");
  });

  it("refuses an offset that the place does not have", () => {
    expect(() => wire("2026-11-01", "01:30", "+01:00")).toThrow("invalid_time");
    expect(() => wire("2026-07-01", "09:00", "-05:00")).toThrow("invalid_time");
  });

  it("reads Z as no offset", () => {
    const london = zoneId("Europe/London");
    expect(
      instantToWire(
        toInstant(wallDate("2026-01-05"), wallTime("09:00"), london, "Z"),
      ),
    ).toBe("2026-01-05T09:00:00Z");
  });
});

describe.each(TRAVELLED_ZONES)("%s, around every change 2020-2035", (zone) => {
  it("reads the wall as Temporal does, there and back", () => {
    for (const change of changesOf(zone))
      for (let t = change - 7200; t <= change + 7200; t += 900) {
        const instant = instantOfSeconds(t);
        const wall = toWall(instant, zone);
        const witness = instant.toZonedDateTimeISO(zone);
        expect(`${wall.date}T${wall.time}${wall.utc_offset}`).toBe(
          witness.toString({ timeZoneName: "never" }),
        );
        expect(
          toInstant(wall.date, wall.time, zone, wall.utc_offset).equals(
            instant,
          ),
        ).toBe(true);
      }
  });

  it("gives Temporal's instants, the earlier of two, and refuses what Temporal calls missing", () => {
    for (const change of changesOf(zone))
      for (let minutes = -180; minutes <= 180; minutes += 15) {
        const local = instantOfSeconds(change)
          .toZonedDateTimeISO(zone)
          .toPlainDateTime()
          .add({ minutes });
        const [date, time] = local
          .toString({ smallestUnit: "second" })
          .split("T") as [string, string];
        const ours = (): string =>
          instantToWire(toInstant(wallDate(date), wallTime(time), zone));
        let witness: string | undefined;
        try {
          local.toZonedDateTime(zone, { disambiguation: "reject" });
        } catch {
          // Rejected means missing or repeated; only a repeated time reads the same again.
          const earlier = local.toZonedDateTime(zone, {
            disambiguation: "earlier",
          });
          if (!earlier.toPlainDateTime().equals(local)) witness = "missing";
        }
        if (witness === "missing") expect(ours).toThrow("local_time_missing");
        else
          expect(ours()).toBe(
            local
              .toZonedDateTime(zone, { disambiguation: "earlier" })
              .toInstant()
              .toString(),
          );
      }
  });
});

describe("the span of a closure", () => {
  const span = (date: string, start: string, end: string): string[] => {
    const { starts_at, ends_at } = spanInstants(
      { date: wallDate(date), time: wallTime(start) },
      { date: wallDate(date), time: wallTime(end) },
      newYork,
    );
    return [instantToWire(starts_at), instantToWire(ends_at)];
  };

  it("covers both passes of a repeated hour", () => {
    expect(span("2026-11-01", "01:00", "01:30")).toEqual([
      "2026-11-01T05:00:00Z",
      "2026-11-01T06:30:00Z",
    ]);
  });

  it("begins and ends with the change when its edge is missing", () => {
    expect(span("2026-03-08", "02:30", "04:00")).toEqual([
      "2026-03-08T07:00:00Z",
      "2026-03-08T08:00:00Z",
    ]);
    expect(span("2026-03-08", "00:30", "02:15")).toEqual([
      "2026-03-08T05:30:00Z",
      "2026-03-08T07:00:00Z",
    ]);
  });
});
