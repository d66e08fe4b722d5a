import { randomBytes } from "node:crypto";
import type { PoolConnection, ResultSetHeader } from "mysql2/promise";
import type { Booking } from "./booking-generator.ts";
import type { Statement } from "./recorded-booking.ts";

type Value = string | number | Buffer | null;

/** What a value of a recorded statement becomes in another booking. */
interface Other {
  readonly booking: Booking;
  /** Seconds from the recorded visit to this one. */
  readonly later: number;
  /** Ids that the inserts before gave, by table. */
  readonly inserted: Map<string, number>;
}
type Filler = (other: Other) => Value;

const daySeconds = 86_400;
const cellSeconds = 300;
/** Cells are far above any id here. */
const leastCell = 5_000_000;

const secondsOf = (text: string): number =>
  Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19) || "00:00:00"}Z`) /
  1000;
const textOf = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 19);
const startOf = (booking: Booking): number =>
  secondsOf(`${booking.appointment_date} ${booking.start_time}`);

/** @throws Error where two meanings have one value, so that nobody can tell which is meant */
function requireTellable({
  doctor_id,
  patient_id,
  location_id,
}: Booking): void {
  const small = [doctor_id, patient_id].some((id) => id <= 20);
  if (small || new Set([doctor_id, patient_id, location_id]).size < 3)
    throw new Error("this booking's ids cannot be told from other numbers");
}

function fillerOf(value: unknown, original: Booking): Filler {
  for (const field of [
    "doctor_id",
    "patient_id",
    "start_time",
    "end_time",
  ] as const)
    if (value === original[field]) return ({ booking }) => booking[field];
  if (typeof value === "number" && value >= leastCell)
    return ({ later }) => value + later / cellSeconds;
  if (typeof value !== "string") return () => value as Value;
  if (/^\d{4}-\d\d-\d\d \d/.test(value)) {
    const at = secondsOf(value);
    return ({ later }) => `${textOf(at + later)}.000000`;
  }
  if (/^\d{4}-\d\d-\d\d$/.test(value)) {
    const days =
      (secondsOf(value) - secondsOf(original.appointment_date)) / daySeconds;
    return ({ booking }) =>
      textOf(secondsOf(booking.appointment_date) + days * daySeconds).slice(
        0,
        10,
      );
  }
  if (/^[0-9a-f]{24}$/.test(value))
    return () => randomBytes(12).toString("hex");
  return () => value;
}

/** Ids that the database gave to the recorded booking are told by the statement, not by their value. */
function givenIds(
  sql: string,
  parameters: readonly unknown[],
): Filler | undefined {
  const visit: Filler = ({ inserted }) => inserted.get("appointments") ?? 0;
  if (/^select `a`\.\*/.test(sql)) return visit;
  if (/^update `idempotency_keys`/.test(sql) && parameters.length === 1)
    return ({ inserted }) => inserted.get("idempotency_keys") ?? 0;
  return undefined;
}

function fillersOf(
  { sql, parameters }: Statement,
  original: Booking,
): Filler[] {
  const visit: Filler = ({ inserted }) => inserted.get("appointments") ?? 0;
  return parameters.map((value, at) => {
    const given = givenIds(sql, parameters.slice(at));
    if (given) return given;
    if (/^insert into `calendar_cells`/.test(sql) && at % 4 === 3) return visit;
    return fillerOf(value, original);
  });
}

/**
 * Makes of the recorded statements of one booking a transaction for any other, by the bare driver. Its audit entry
 * goes to `bench_outbox`: nobody shall seal what the baseline wrote.
 */
export function bareBooking(
  recorded: readonly Statement[],
  original: Booking,
): (connection: PoolConnection, booking: Booking) => Promise<void> {
  requireTellable(original);
  const statements = recorded.map((statement) => ({
    sql: statement.sql.replace("`outbox`", "`bench_outbox`"),
    fillers: fillersOf(statement, original),
    table: /^insert into `(\w+)`/.exec(statement.sql)?.[1],
  }));
  return async (connection, booking) => {
    const later = startOf(booking) - startOf(original);
    const other: Other = { booking, later, inserted: new Map() };
    for (const { sql, fillers, table } of statements) {
      const values = fillers.map((filler) => filler(other));
      const [result] = await (values.length === 0
        ? connection.query<ResultSetHeader>(sql)
        : connection.execute<ResultSetHeader>(sql, values));
      if (table) other.inserted.set(table, result.insertId);
    }
  };
}
