import { Temporal } from "temporal-polyfill";

const months: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  nov: 11,
  dec: 12,
};
const month =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const day = "(\\d{1,2})(?:st|nd|rd|th)?";
const year = "(\\d{4}|\\d{2})";
// A longer run of digits and separators is a telephone number, not a date.
const alone = (pattern: string): RegExp =>
  new RegExp(`(?<![\\d\\p{L}]|\\d[-/.])${pattern}(?![-/.]?\\d|\\p{L})`, "iu");

const yearFirst = alone("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})");
const yearLast = alone(`(\\d{1,2})([-/.])(\\d{1,2})\\2${year}`);
const dayMonthYear = alone(`${day}[\\s.-]*${month}[\\s.,-]*${year}`);
const monthDayYear = alone(`${month}[\\s.-]*${day}[\\s.,-]+${year}`);
const yearMonthDay = alone(`(\\d{4})[\\s.-]+${month}[\\s.-]+${day}`);
const eightDigits = alone("(\\d{4})(\\d{2})(\\d{2})");

/** Dates as YYYY-MM-DD that the text may mean, and the text without it. */
export interface FoundDate {
  readonly dates: readonly string[];
  readonly typed: string;
  readonly rest: string;
}

function dateOf(y: number, m: number, d: number): string[] {
  if (m < 1 || m > 12 || d < 1 || d > 31) return [];
  const date = Temporal.PlainDate.from({ year: y, month: m, day: d });
  return date.day === d && y >= 1850 ? [date.toString()] : [];
}

/** "87" is 1987 or 2087: both are asked for, the future finds nobody. */
function years(text: string): number[] {
  const value = Number(text);
  return text.length === 4 ? [value] : [1900 + value, 2000 + value];
}

const monthNumber = (name: string): number =>
  months[name.slice(0, 3).toLowerCase()] ?? 0;

const readers: readonly [RegExp, (found: string[]) => string[]][] = [
  [yearFirst, ([, y, m, d]) => dateOf(Number(y), Number(m), Number(d))],
  [
    yearLast,
    ([, a, , b, y]) =>
      years(y!).flatMap((full) => [
        ...dateOf(full, Number(a), Number(b)),
        ...dateOf(full, Number(b), Number(a)),
      ]),
  ],
  [
    dayMonthYear,
    ([, d, m, y]) =>
      years(y!).flatMap((full) => dateOf(full, monthNumber(m!), Number(d))),
  ],
  [
    monthDayYear,
    ([, m, d, y]) =>
      years(y!).flatMap((full) => dateOf(full, monthNumber(m!), Number(d))),
  ],
  [
    yearMonthDay,
    ([, y, m, d]) => dateOf(Number(y), monthNumber(m!), Number(d)),
  ],
  [eightDigits, ([, y, m, d]) => dateOf(Number(y), Number(m), Number(d))],
];

/** The first date of birth in a typed text, in the usual spellings; undefined without one. */
export function findBirthDate(text: string): FoundDate | undefined {
  for (const [pattern, read] of readers) {
    const found = pattern.exec(text);
    if (!found) continue;
    const dates = [...new Set(read(found))];
    if (dates.length === 0) continue;
    const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`;
    return { dates, typed: found[0], rest };
  }
  return undefined;
}
