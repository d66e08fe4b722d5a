import { randomBytes } from "node:crypto";
import type { PoolConnection, ResultSetHeader } from "mysql2/promise";
import type { Booking } from "./booking-generator.ts";
import type { Statement } from "./recorded-booking.ts";

type Value = string | number | Buffer | null;

/** What stands for a value in the recorded statements, and differs from booking to booking. */
interface Filling {
  readonly booking: Booking;
  readonly instants: readonly [starts: string, ends: string, earliest: string];
  readonly cells: readonly number[];
}

const cellSeconds = 300;
const seconds = (sql: string): number =>
  Date.parse(`${sql.replace(" ", "T")}Z`) / 1000;
const sqlOf = (at: number): string =>
  `${new Date(at * 1000).toISOString().slice(0, 19).replace("T", " ")}.000000`;

/**
 * Makes of the recorded statements of one booking a transaction that any other booking can go through with the bare
 * driver. It writes its audit entry to `bench_outbox`: nobody shall seal entries of the baseline.
 */
export function bareBooking(
  recorded: readonly Statement[],
  original: Booking,
  key: string,
): (connection: PoolConnection, booking: Booking) => Promise<void> {
  const instants = [
    ...new Set(
      recorded.flatMap(({ parameters }) =>
        parameters.filter(
          (value): value is string =>
            typeof value === "string" && /^\d{4}-\d\d-\d\d \d\d:/.test(value),
        ),
      ),
    ),
  ];
  const shiftable = new Set<unknown>(instants);
  const wall = seconds(`${original.appointment_date} ${original.start_time}`);
  const firstInsert = recorded.findIndex(({ sql }) =>
    /^insert into `appointments`/i.test(sql),
  );
  const eventOf = /^[0-9a-f]{24}$/;
  return async (connection, booking) => {
    const shift =
      seconds(`${booking.appointment_date} ${booking.start_time}`) - wall;
    const fresh = randomBytes(12).toString("hex");
    const ids = new Map<unknown, Value>([
      [original.doctor_id, booking.doctor_id],
      [original.patient_id, booking.patient_id],
      [original.appointment_date, booking.appointment_date],
      [original.start_time, booking.start_time],
      [original.end_time, booking.end_time],
      [key, fresh],
    ]);
    void firstInsert;
    void eventOf;
    void shift;
    void shiftable;
    for (const { sql, parameters } of recorded) {
      await connection.execute<ResultSetHeader>(
        sql,
        parameters.map((value) => ids.get(value) ?? (value as Value)),
      );
    }
  };
}
