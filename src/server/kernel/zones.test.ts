import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { changesOf, TRAVELLED_ZONES } from "#test/support/zone-changes.ts";
import {
  clockIntervals,
  instantsOfClock,
  isZone,
  offsetAt,
  offsetSpans,
  zoneId,
  zoneIds,
} from "./zones.ts";
import type { ZoneId } from "./zones.ts";

const seconds = (text: string): number =>
  Temporal.Instant.from(text).epochMilliseconds / 1000;

const temporalOffset = (zone: string, at: number): number =>
  Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(zone)
    .offsetNanoseconds / 1e9;

function ourChanges(zone: ZoneId, from: string, to: string): number[] {
  const spans = offsetSpans(zone, seconds(from), seconds(to));
  return spans
    .filter((span, i) => i > 0 && spans[i - 1]?.offset !== span.offset)
    .map((span) => span.from);
}

describe("the offsets of a zone", () => {
  it.each(TRAVELLED_ZONES)(
    "%s: change when Temporal says, 2020-2035, to the second",
    (zone) => {
      const changes = changesOf(zone);
      expect(
        ourChanges(zone, "2020-01-01T00:00:00Z", "2036-01-01T00:00:00Z"),
      ).toEqual(changes);
      for (const at of changes)
        for (const t of [at - 86_400, at - 1, at, at + 1, at + 86_400])
          expect(offsetAt(zone, t)).toBe(temporalOffset(zone, t));
    },
  );

  it("hold in every zone, at its changes of two ordinary years and on days since 1970", () => {
    for (const zone of zoneIds() as ReadonlySet<ZoneId>) {
      for (const at of changesOf(zone, 2026, 2027)) {
        expect(offsetAt(zone, at - 1), zone).toBe(temporalOffset(zone, at - 1));
        expect(offsetAt(zone, at), zone).toBe(temporalOffset(zone, at));
      }
      for (const day of ["1974-07-01", "2000-10-11", "2031-01-15"]) {
        const at = seconds(`${day}T12:00:00Z`);
        expect(offsetAt(zone, at), zone).toBe(temporalOffset(zone, at));
      }
    }
  });

  it.each([
    ["America/Recife", "2000-10-08T03:00:00Z", "2000-10-15T02:00:00Z"],
    ["America/Noronha", "2000-10-08T02:00:00Z", "2000-10-15T01:00:00Z"],
    ["America/Boa_Vista", "2000-10-08T04:00:00Z", "2000-10-15T03:00:00Z"],
    [
      "America/Argentina/Tucuman",
      "2004-06-01T03:00:00Z",
      "2004-06-13T04:00:00Z",
    ],
  ])("see the change that %s took back within days", (zone, first, second) => {
    const year = first.slice(0, 4);
    const changes = ourChanges(
      zoneId(zone),
      `${year}-05-01T00:00:00Z`,
      `${year}-11-30T00:00:00Z`,
    );
    expect(changes).toEqual([seconds(first), seconds(second)]);
  });

  it("are found in under a microsecond once a year is known", () => {
    const zone = zoneId("Europe/London");
    const start = seconds("2026-01-01T00:00:00Z");
    let sum = 0;
    let fastest = Infinity;
    for (let round = 0; round < 5; round++) {
      const begun = performance.now();
      for (let i = 0; i < 100_000; i++) sum += offsetAt(zone, start + i * 300);
      fastest = Math.min(fastest, performance.now() - begun);
    }
    expect(sum).toBeGreaterThan(0);
    expect(fastest / 100_000).toBeLessThan(0.001);
  });
});

describe("the wall clock", () => {
  const london = zoneId("Europe/London");
  const local = (text: string): number => seconds(`${text}Z`);

  it("skips a missing hour and repeats another", () => {
    expect(instantsOfClock(london, local("2026-03-29T01:30:00"))).toEqual([]);
    expect(instantsOfClock(london, local("2026-10-25T01:30:00"))).toEqual([
      seconds("2026-10-25T00:30:00Z"),
      seconds("2026-10-25T01:30:00Z"),
    ]);
    expect(instantsOfClock(london, local("2026-10-25T02:00:00"))).toHaveLength(
      1,
    );
  });

  it("has no 30 December 2011 in Samoa", () => {
    const apia = zoneId("Pacific/Apia");
    expect(
      clockIntervals(
        apia,
        local("2011-12-30T00:00:00"),
        local("2011-12-31T00:00:00"),
      ),
    ).toEqual([]);
  });

  it("reads a stretch in two pieces only when something between does not belong", () => {
    const piece = (from: string, until: string): number[] =>
      clockIntervals(
        london,
        local(`2026-10-25T${from}`),
        local(`2026-10-25T${until}`),
      ).map((interval) => (interval.until - interval.from) / 60);
    expect(piece("00:00:00", "06:00:00")).toEqual([420]);
    expect(piece("00:00:00", "01:30:00")).toEqual([90, 30]);
    expect(piece("01:30:00", "03:00:00")).toEqual([30, 90]);
  });
});

describe("zone names", () => {
  it("are the canonical ones of the zone database", () => {
    for (const id of [
      ...TRAVELLED_ZONES,
      "UTC",
      "Europe/Kyiv",
      "Asia/Ho_Chi_Minh",
      "America/Argentina/Buenos_Aires",
    ])
      expect(isZone(id), id).toBe(true);
  });

  it.each([
    "Asia/Calcutta",
    "Europe/Kiev",
    "US/Pacific",
    "GMT",
    "EST5EDT",
    "europe/london",
    "+01:00",
    "Etc/GMT+5",
    "",
    "Mars/Base",
    "Europe/London ",
  ])("refuse %j", (id) => {
    expect(isZone(id)).toBe(false);
    expect(() => zoneId(id)).toThrow("invalid_request");
  });

  it("can all be opened", () => {
    expect(zoneIds().size).toBeGreaterThan(400);
    for (const zone of zoneIds() as ReadonlySet<ZoneId>)
      expect(Math.abs(offsetAt(zone, 0))).toBeLessThanOrEqual(14 * 3600);
  });
});
