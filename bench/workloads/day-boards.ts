import type { RowDataPacket } from "mysql2/promise";
import { drawn, oneOf } from "../support/draw.ts";
import { loadOf, type Ask } from "../support/load.ts";
import type { Bench, Measure, Workload } from "../support/workload.ts";

interface Day {
  readonly id: number;
  readonly date: string;
}

/** Working days of doctors within the last month. */
async function doctorDays({ driver }: Bench): Promise<Day[]> {
  const [rows] = await driver.query<RowDataPacket[]>(
    `select distinct a.doctor_id as id, a.appointment_date as date from appointments a
      join doctors d on d.id = a.doctor_id where a.appointment_date between curdate() - interval 30 day and curdate()
      and d.license_number like 'MD-%' limit 20000`,
  );
  return rows.map(({ id, date }) => ({ id: Number(id), date: String(date) }));
}

function sides(bench: Bench, noun: string, days: readonly Day[]) {
  const chosen = drawn(() => oneOf(days, bench.random));
  const asks = (prefix: string): Ask[] =>
    chosen.map(({ id, date }) => ({
      method: "GET",
      path: `${prefix}/${noun}/${id}/day?date=${date}`,
    }));
  const ours: Measure = loadOf(
    bench.ours,
    asks("/api/v1"),
    bench.fixture.headers,
  );
  return { ours, baseline: loadOf(bench.thin, asks("")) };
}

export const dayBoards: Workload = {
  name: "day-boards",
  async prepare(bench) {
    const busy = bench.fixture.busyDays.map(({ location_id, date }) => ({
      id: location_id,
      date,
    }));
    const common = {
      unit: "a second",
      against: "the statement of the visits in a thin handler",
      audited: true,
    } as const;
    return {
      measured: [
        {
          ...common,
          name: "a doctor's day",
          ...sides(bench, "doctors", await doctorDays(bench)),
          reach: { atLeast: 0.5 },
        },
        {
          ...common,
          name: "a location's day, about 480 visits",
          ...sides(bench, "locations", busy),
          reach: { atLeast: 0.6 },
        },
      ],
    };
  },
};
