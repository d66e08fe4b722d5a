import { at } from "./demo-time.rules.ts";
import type { WallTime } from "#server/kernel/wall-time.ts";

export interface WorkingBlock {
  readonly location_id: number;
  /** 1 = Monday */
  readonly weekday: number;
  readonly start_time: WallTime;
  readonly end_time: WallTime;
}

export interface DemoDoctor {
  readonly id: number;
  readonly first_name: string;
  readonly last_name: string;
  readonly specialization: string;
  readonly office_room: string;
  readonly hire_date: string;
  /** Usual lengths of a visit, in minutes. */
  readonly lengths: readonly number[];
  readonly blocks: readonly WorkingBlock[];
}

/** Who, of what, since when, and the location of each weekday from Monday on; 0: not working. Weekends are mornings. */
const roster: readonly (readonly [string, string, string, string, string])[] = [
  ["Amelia", "Hartwell", "Family Medicine", "2012-03-05", "11111"],
  ["Benjamin", "Osei", "Family Medicine", "2015-09-01", "110111"],
  ["Carmen", "Villanueva", "Internal Medicine", "2018-01-15", "11133"],
  ["Dmitri", "Voronov", "Cardiology", "2010-06-01", "33330"],
  ["Evelyn", "Sinclair", "Pediatrics", "2016-04-18", "33322"],
  ["Farid", "Haddad", "Internal Medicine", "2019-08-12", "22222"],
  ["Grace", "Lindqvist", "Dermatology", "2013-11-04", "22220"],
  ["Hiroshi", "Nakamura", "Orthopedics", "2011-02-21", "22022"],
  ["Isabel", "Ferreira", "Gynecology", "2017-05-08", "33033"],
  ["Jonathan", "Pike", "Family Medicine", "2020-10-05", "0033333"],
  ["Katarzyna", "Wójcik", "Endocrinology", "2014-07-14", "33303"],
  ["Liam", "O'Connor", "Pediatrics", "2021-03-01", "1110011"],
  ["Margarethe", "Schröder", "Psychiatry", "2009-09-07", "33333"],
  ["Nathaniel", "Okafor", "Family Medicine", "2022-01-10", "2200222"],
  ["Olivia", "Prescott", "Ophthalmology", "2016-12-05", "03333"],
  ["Priya", "Raman", "Internal Medicine", "2018-06-25", "22211"],
  ["Quentin", "Marlow", "Urology", "2013-03-18", "30333"],
  ["Robert", "Smith", "Neurology", "2014-05-12", "33333"],
  ["Søren", "Ångström-Dahl", "Pulmonology", "2019-02-11", "33330"],
  ["Tamsin", "Whitaker", "Family Medicine", "2023-04-03", "1103333"],
];

const lengthsOf: Readonly<Record<string, readonly number[]>> = {
  "Family Medicine": [15, 20, 30, 30, 40],
  Pediatrics: [15, 20, 30, 30, 40],
  Dermatology: [20, 25, 30, 30],
  Psychiatry: [30, 30, 45],
};
const usual = [20, 30, 30, 45];

/** The first of the day begins at half past seven with one doctor in three, so that boards are not all alike. */
function blocksOf(id: number, week: string): WorkingBlock[] {
  const [from, until] =
    id % 3 === 0
      ? ["07:30", "16:30"]
      : id % 3 === 1
        ? ["08:00", "17:00"]
        : ["08:30", "17:30"];
  return Array.from(week, Number).flatMap((location_id, index) =>
    location_id === 0
      ? []
      : [[from, "12:00"] as const, ["13:00", until] as const]
          .slice(0, index < 5 ? 2 : 1)
          .map(([start, end]) => ({
            location_id,
            weekday: index + 1,
            start_time: at(start),
            end_time: at(end),
          })),
  );
}

/** Doctor 18 is the data design's Dr. Robert Smith, at Main Clinic every weekday from eight. */
export const demoDoctors: readonly DemoDoctor[] = roster.map(
  ([first_name, last_name, specialization, hire_date, week], index) => ({
    id: index + 1,
    first_name,
    last_name,
    specialization,
    hire_date,
    office_room: `${1 + (index % 3)}${String(1 + index).padStart(2, "0")}`,
    lengths: lengthsOf[specialization] ?? usual,
    blocks: blocksOf(index + 1, week),
  }),
);
