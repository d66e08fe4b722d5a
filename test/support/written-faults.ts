import { chainFaults, entryFaults } from "./audit-faults.ts";
import type { TestClinic } from "./clinic.ts";
import { calendarFaults } from "./overlaps.ts";
import { runSql } from "./run-sql.ts";
import type { Writers } from "./writers.ts";

const tables = {
  booking: "appointments",
  registration: "patients",
  receipt: "payment_receipts",
} as const;

/** Acknowledged writes of the last `of` that are not in the tables. */
export async function lostWrites(
  clinic: TestClinic,
  writers: Writers,
): Promise<string[]> {
  const lost: string[] = [];
  for (const kind of ["booking", "registration", "receipt"] as const) {
    const rows = await runSql<{ id: number }>(
      clinic,
      `select id from ${tables[kind]}`,
    );
    const there = new Set(rows.map((row) => row.id));
    for (const { id } of writers.acknowledged(kind))
      if (!there.has(id)) lost.push(`${kind} ${id}`);
  }
  return lost;
}

/** Rows that a transaction would never leave alone. */
export async function halves(clinic: TestClinic): Promise<string[]> {
  const rows = await runSql<{ fault: string }>(
    clinic,
    `select concat('patient ', p.id, ' without calendar') as fault from patients p
       left join calendars c on c.kind = 'patient' and c.resource_id = p.id where c.version is null
     union all select concat('patient ', p.id, ' not in the search') from patients p
       where not exists (select 1 from patient_search_names n where n.patient_id = p.id)
     union all select concat('payment ', p.id, ' and its receipts') from payments p
       left join payment_receipts r on r.payment_id = p.id
       group by p.id, p.payment_status, p.row_version, p.amount
       having p.row_version <> 1 + count(r.id) or p.payment_status <> if(count(r.id) = 0, 'Pending', 'Partially Paid')
     union all select concat('idempotency key ', id, ' without answer') from idempotency_keys where response is null`,
  );
  return rows.map((row) => row.fault);
}

/**
 * Everything a crash must not do, once every write has been answered: lose an acknowledged write, double one, leave
 * half of one, forget or repeat its audit entry, break the chain.
 */
export async function writtenFaults(
  clinic: TestClinic,
  writers: Writers,
): Promise<string[]> {
  const faults = [
    ...(await lostWrites(clinic, writers)),
    ...(await calendarFaults(clinic)),
    ...(await halves(clinic)),
    ...(await chainFaults(clinic)),
  ];
  const ids = async (statement: string): Promise<number[]> =>
    (await runSql<{ id: number }>(clinic, statement)).map((row) => row.id);
  const visits = await ids("select id from appointments");
  const patients = await ids("select id from patients");
  const received = await ids("select payment_id as id from payment_receipts");
  const asked = { booking: visits, registration: patients, receipt: received };
  const first = {
    booking: writers.patients.length,
    registration: writers.patients.length,
    receipt: 0,
  };
  for (const kind of ["booking", "registration", "receipt"] as const) {
    const expected = first[kind] + writers.acknowledged(kind).length;
    if (asked[kind].length !== expected)
      faults.push(`${asked[kind].length} of ${kind}, ${expected} asked for`);
  }
  // The writers' own patients were put into the table by the test itself.
  const registered = patients.filter((id) => !writers.patients.includes(id));
  faults.push(
    ...(await entryFaults(clinic, "appointment_booked", visits)),
    ...(await entryFaults(clinic, "patient_registered", registered)),
    ...(await entryFaults(clinic, "payment_received", received)),
  );
  return faults;
}
