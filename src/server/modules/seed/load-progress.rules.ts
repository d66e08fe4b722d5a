import type { LargeSize } from "./large-size.rules.ts";

export interface LoadProgress {
  /** Counts rows in. @returns what a person is told, and the share that is done */
  add(table: string, more: number): [text: string, done: number];
  total(): { rows: number; seconds: number; rows_per_second: number };
}

const perPatient = 1 + 1 + 1.5 + 2.7 + 1;
const dictionary = 1.2;
/** Two in a hundred and five of the days are ahead, and a visit has a dozen cells. */
const perVisit = 1 + 0.05 * 12;

const grouped = (count: number): string => count.toLocaleString("en-US");
const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/**
 * Rows a second and the time that remains. How many rows there will be is estimated from experience: search and
 * cells depend on the names and on the day.
 * @param seconds a clock that only goes forward
 */
export function loadProgress(
  size: Pick<LargeSize, "patients" | "appointments">,
  seconds: () => number,
): LoadProgress {
  const expected =
    size.patients * (perPatient + dictionary) +
    size.appointments * perVisit +
    1;
  const start = seconds();
  let rows = 0;
  const passed = (): number => Math.max(0.001, seconds() - start);
  return {
    add(table, more) {
      rows += more;
      const rate = rows / passed();
      const done = Math.min(0.99, rows / expected);
      const left = Math.max(0, expected - rows) / rate;
      return [
        `${table.replaceAll("_", " ")}, ${grouped(rows)} rows, ${grouped(Math.round(rate))} rows/s, ${clock(left)} left`,
        done,
      ];
    },
    total: () => ({
      rows,
      seconds: Math.round(passed() * 10) / 10,
      rows_per_second: Math.round(rows / passed()),
    }),
  };
}
