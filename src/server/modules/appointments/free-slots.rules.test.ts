import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  instantOfSeconds,
  instantToWire,
  toWall,
} from "#server/kernel/instants.ts";
import { visitInstants } from "#server/kernel/visit-instants.ts";
import { addDays, wallDate } from "#server/kernel/wall-time.ts";
import type { WallDate, WallTime } from "#server/kernel/wall-time.ts";
import { zoneId } from "#server/kernel/zones.ts";
import type { ZoneId } from "#server/kernel/zones.ts";
import { randomRuns } from "#test/support/random-runs.ts";
import { changesOf, TRAVELLED_ZONES } from "#test/support/zone-changes.ts";
import { freeSlots } from "./free-slots.rules.ts";
import type { Block, FreeSlotsQuestion } from "./free-slots.rules.ts";
import type { WeeklyHours } from "./opening.rules.ts";

const newYork = zoneId("America/New_York");
const always = { valid_from: wallDate("2000-01-01"), valid_to: null };
const longAgo = instantOfSeconds(0);

const daily = (
  zone: ZoneId,
  start: string,
  end: string,
  location_id = 1,
): WeeklyHours[] =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
    location_id,
    zone,
    weekday,
    start_time: start as WallTime,
    end_time: end as WallTime,
    ...always,
  }));

const utc = (text: string): number =>
  Temporal.Instant.from(`${text}:00Z`).epochMilliseconds / 1000;

/** Start times on one date; 2026-07-01 in UTC unless told otherwise. */
function startsOn(
  question: Partial<FreeSlotsQuestion>,
  date = "2026-07-01",
): string[] {
  return freeSlots({
    hours: daily("UTC" as ZoneId, "09:00:00", "12:00:00"),
    busy: [],
    from: wallDate(date),
    to: wallDate(date),
    minutes: 60,
    not_before: longAgo,
    ...question,
  }).map((slot) => slot.start_time.slice(0, 5));
}

const block = (start: string, end: string): Block => ({
  starts_at: utc(`2026-07-01T${start}`),
  ends_at: utc(`2026-07-01T${end}`),
});

describe("free slots", () => {
  it("are the hours cut into pieces", () => {
    expect(startsOn({})).toEqual(["09:00", "10:00", "11:00"]);
    expect(startsOn({ minutes: 50 })).toEqual(["09:00", "09:50", "10:40"]);
    expect(startsOn({ minutes: 185 })).toEqual([]);
  });

  it("leave out visits, time off and closures of that location", () => {
    expect(startsOn({ busy: [block("10:00", "11:00")] })).toEqual([
      "09:00",
      "11:00",
    ]);
    expect(startsOn({ busy: [block("00:00", "23:55")] })).toEqual([]);
    expect(
      startsOn({ closures: [{ location_id: 1, ...block("09:00", "10:00") }] }),
    ).toEqual(["10:00", "11:00"]);
    expect(
      startsOn({ closures: [{ location_id: 2, ...block("09:00", "10:00") }] }),
    ).toHaveLength(3);
  });

  it("keep to the grid after a block, unless starting right behind it makes one more", () => {
    expect(startsOn({ busy: [block("09:00", "09:30")] })).toEqual([
      "10:00",
      "11:00",
    ]);
    expect(
      startsOn({ busy: [block("09:00", "09:30"), block("11:30", "12:00")] }),
    ).toEqual(["09:30", "10:30"]);
    expect(startsOn({ busy: [block("09:00", "09:58")], minutes: 120 })).toEqual(
      ["10:00"],
    );
  });

  it("do not slide along with the time of day", () => {
    expect(
      startsOn({ not_before: instantOfSeconds(utc("2026-07-01T09:01")) }),
    ).toEqual(["10:00", "11:00"]);
    expect(
      startsOn({ not_before: instantOfSeconds(utc("2026-07-01T10:00")) }),
    ).toEqual(["10:00", "11:00"]);
  });

  it("never end at midnight, which is another date", () => {
    expect(
      startsOn({ hours: daily("UTC" as ZoneId, "22:00:00", "24:00:00") }),
    ).toEqual(["22:00"]);
  });

  it("of two places are sorted by instant, and a visit in one blocks the other", () => {
    const hours = [
      ...daily(zoneId("Europe/London"), "09:00:00", "12:00:00", 1),
      ...daily(zoneId("Europe/Paris"), "10:00:00", "13:00:00", 2),
    ];
    const slots = freeSlots({
      hours,
      busy: [block("09:00", "10:00")],
      from: wallDate("2026-07-01"),
      to: wallDate("2026-07-01"),
      minutes: 60,
      not_before: longAgo,
    });
    expect(
      slots.map((slot) => [slot.location_id, slot.start_time, slot.starts_at]),
    ).toEqual([
      [1, "09:00:00", "2026-07-01T08:00:00Z"],
      [2, "10:00:00", "2026-07-01T08:00:00Z"],
      [1, "11:00:00", "2026-07-01T10:00:00Z"],
      [2, "12:00:00", "2026-07-01T10:00:00Z"],
    ]);
  });

  it("skip the missing hour and offer the repeated one twice", () => {
    const night = { hours: daily(newYork, "00:00:00", "04:00:00") };
    expect(startsOn(night, "2026-03-08")).toEqual(["00:00", "01:00", "03:00"]);
    const autumn = freeSlots({
      ...night,
      busy: [],
      from: wallDate("2026-11-01"),
      to: wallDate("2026-11-01"),
      minutes: 60,
      not_before: longAgo,
    });
    expect(
      autumn.map((slot) => `${slot.start_time.slice(0, 5)}${slot.utc_offset}`),
    ).toEqual([
      "00:00-04:00",
      "01:00-04:00",
      "01:00-05:00",
      "02:00-05:00",
      "03:00-05:00",
    ]);
  });

  it.each([0, 4, 7, 485, -5, NaN, 5.5])(
    "refuse visits of %d minutes",
    (minutes) => expect(() => startsOn({ minutes })).toThrow("invalid_time"),
  );

  it("of 14 days at two places take well under a millisecond", () => {
    const from = wallDate("2026-10-19");
    const question = {
      hours: [
        ...daily(newYork, "08:00:00", "12:00:00", 1),
        ...daily(zoneId("America/Chicago"), "13:00:00", "18:00:00", 2),
      ],
      busy: Array.from({ length: 140 }, (_, i) => ({
        starts_at: utc("2026-10-19T12:00") + i * 8640,
        ends_at: utc("2026-10-19T12:00") + i * 8640 + 1800,
      })),
      from,
      to: addDays(from, 13),
      minutes: 20,
      not_before: longAgo,
    };
    let fastest = Infinity;
    for (let round = 0; round < 50; round++) {
      const begun = performance.now();
      expect(freeSlots(question).length).toBeGreaterThan(150);
      fastest = Math.min(fastest, performance.now() - begun);
    }
    expect(fastest).toBeLessThan(1);
  });
});

interface Mark {
  readonly at: number;
  readonly date: string;
  readonly weekday: number;
  readonly time: string;
}

/** Five-minute marks as Temporal reads them: the slow witness that knows nothing of intervals. One day more than is asked. */
function marksOf(zone: ZoneId, from: WallDate, to: WallDate): Mark[] {
  const after = addDays(to, 1);
  const midnight = (date: WallDate): number =>
    Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds /
    1000;
  const marks: Mark[] = [];
  let offset = 0;
  for (let at = midnight(from) - 7200; at < midnight(after) + 7200; at += 300) {
    // Clocks change on quarter hours, so three marks share one look: asking Temporal is most of the test's time.
    if (at % 900 === 0 || marks.length === 0)
      offset =
        instantOfSeconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e9;
    const wall = new Date((at + offset) * 1000);
    const [date = "", time = ""] = wall.toISOString().split(/T|\./);
    if (date >= from && date <= after)
      marks.push({ at, date, weekday: wall.getUTCDay() || 7, time });
  }
  return marks;
}

/** Free stretches as [first, end) instants, found mark by mark. */
function freeStretches(
  marks: readonly Mark[],
  question: FreeSlotsQuestion,
): [number, number][] {
  const stretches: [number, number][] = [];
  let current: { from: number; date: string } | undefined;
  for (const { at, date, weekday, time } of marks) {
    const free =
      date <= question.to &&
      question.hours.some(
        (row) =>
          row.weekday === weekday &&
          row.start_time <= time &&
          time < row.end_time,
      ) &&
      !question.busy.some(
        (busy) => busy.starts_at < at + 300 && at < busy.ends_at,
      );
    if (current && (!free || date !== current.date)) {
      // What ends at midnight cannot be booked to its last mark.
      stretches.push([current.from, date === current.date ? at : at - 300]);
      current = undefined;
    }
    if (free) current ??= { from: at, date };
  }
  return stretches;
}

/** Inside free time, apart from each other, as many as fit, and bookable as they are offered. */
function expectRight(
  question: FreeSlotsQuestion,
  zone: ZoneId,
  marks: readonly Mark[],
): void {
  const slots = freeSlots(question);
  const length = question.minutes * 60;
  const starts = slots.map(
    (slot) => Temporal.Instant.from(slot.starts_at).epochMilliseconds / 1000,
  );
  const tooClose = starts.filter(
    (start, i) => i > 0 && start < (starts[i - 1] ?? 0) + length,
  );
  expect(tooClose).toEqual([]);
  const stretches = freeStretches(marks, question);
  const placed = stretches.map(
    ([from, until]) =>
      starts.filter((start) => start >= from && start + length <= until).length,
  );
  expect(placed).toEqual(
    stretches.map(([from, until]) =>
      Math.max(0, Math.floor((until - from) / length)),
    ),
  );
  expect(placed.reduce((sum, n) => sum + n, 0)).toBe(slots.length);
  const booked = slots.map((slot) => visitInstants(slot, zone));
  expect(booked.map((visit) => instantToWire(visit.starts_at))).toEqual(
    slots.map((slot) => slot.starts_at),
  );
  expect(booked.filter((visit) => visit.minutes !== question.minutes)).toEqual(
    [],
  );
}

const openings: [string, string][] = [
  ["00:00:00", "24:00:00"],
  ["01:30:00", "05:00:00"],
  ["22:15:00", "23:30:00"],
];

describe.each(TRAVELLED_ZONES)("free slots in %s", (zone) => {
  it("are right across every change 2020-2035", () => {
    for (const change of changesOf(zone)) {
      const dateAt = (at: number): WallDate =>
        toWall(instantOfSeconds(at), zone).date;
      // In order: clocks that go back at midnight return to the day before.
      const [from, to] = [dateAt(change - 1), dateAt(change)].sort() as [
        WallDate,
        WallDate,
      ];
      const marks = marksOf(zone, from, to);
      const busy = [{ starts_at: change - 3000, ends_at: change - 1500 }];
      openings.forEach(([start, end], i) =>
        expectRight(
          {
            hours: daily(zone, start, end),
            busy: i === 1 ? busy : [],
            from,
            to,
            minutes: [30, 25, 45][i] ?? 30,
            not_before: longAgo,
          },
          zone,
          marks,
        ),
      );
    }
  });
});

describe("free slots of any calendar", () => {
  const day = fc.integer({ min: 0, max: 5000 });
  const time = fc.integer({ min: 0, max: 287 }).map((mark) => {
    const two = (n: number): string => String(n).padStart(2, "0");
    return `${two(Math.floor(mark / 12))}:${two((mark % 12) * 5)}:00` as WallTime;
  });
  const opening = fc.record({
    weekday: fc.integer({ min: 1, max: 7 }),
    a: time,
    b: time,
  });
  const busy = fc.record({
    minute: fc.integer({ min: 0, max: 4 * 1440 }),
    minutes: fc.integer({ min: 1, max: 300 }),
  });

  it("are inside the hours, never over a visit, and none is lost", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TRAVELLED_ZONES),
        day,
        fc.array(opening, { minLength: 1, maxLength: 8 }),
        fc.array(busy, { maxLength: 12 }),
        fc.integer({ min: 1, max: 30 }),
        (zone, offset, rows, blocks, fives) => {
          const from = addDays(wallDate("2020-06-01"), offset);
          const to = addDays(from, 1);
          const base = utc(`${addDays(from, -1)}T00:00`);
          const question: FreeSlotsQuestion = {
            hours: rows.map(({ weekday, a, b }) => ({
              location_id: 1,
              zone,
              weekday,
              start_time: a < b ? a : b,
              end_time: a < b ? b : a,
              ...always,
            })),
            busy: blocks.map(({ minute, minutes }) => ({
              starts_at: base + minute * 60,
              ends_at: base + (minute + minutes) * 60,
            })),
            from,
            to,
            minutes: fives * 5,
            not_before: longAgo,
          };
          expectRight(question, zone, marksOf(zone, from, to));
          const now = instantOfSeconds(base + 2 * 86_400);
          const later = freeSlots(question).filter(
            (slot) => slot.starts_at >= instantToWire(now),
          );
          expect(freeSlots({ ...question, not_before: now })).toEqual(later);
        },
      ),
      randomRuns(60),
    );
  });
});
