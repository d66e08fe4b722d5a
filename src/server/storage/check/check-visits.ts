import { sql } from "kysely";
import {
  epochSeconds,
  sqlToInstant,
  sqlToSeconds,
  type Instant,
} from "#server/kernel/instants.ts";
import type { Sql } from "../database.ts";
import type { CheckRules, StoredVisit } from "./check-rules.ts";
import type { Report } from "./findings.ts";

const visitsAtOnce = 1_000;
/** People whose visits are sorted in one statement. */
const peopleAtOnce = { doctor_id: 5, patient_id: 2_000 };
/** Visits that ended two days ago may hold cells or not; the chore that drops them comes when it comes. */
const cellsCheckedHours = 47;
const cellSeconds = 300;

const live = sql`('Scheduled', 'Completed')`;
/** A change of a zone may leave visits that clash: without cells, and in somebody's worklist. */
const excused = sql`w.cause = 'zone_change' and w.status in ('open', 'called', 'kept')`;

interface PlannedVisit {
  readonly id: number;
  readonly person: number;
  readonly starts_at: string;
  readonly ends_at: string;
}

/** @param visits by person and beginning @returns those that begin before the person is free again */
function* beginsTooEarly(visits: readonly PlannedVisit[]): Generator<number> {
  let person = 0;
  let busyUntil = "";
  for (const visit of visits) {
    if (visit.person !== person) busyUntil = "";
    person = visit.person;
    if (visit.starts_at < busyUntil) yield visit.id;
    if (visit.ends_at > busyUntil) busyUntil = visit.ends_at;
  }
}

/** Visits that begin before an earlier one of the same person has ended. */
export async function checkOverlaps(db: Sql, report: Report): Promise<void> {
  for (const whose of ["doctor_id", "patient_id"] as const) {
    const person = sql.ref(whose);
    const size = peopleAtOnce[whose];
    const { rows: bounds } = await sql<{ least: number; most: number }>`
      select min(${person}) as least, max(${person}) as most from appointments`.execute(
      db,
    );
    const { least, most } = bounds[0]!;
    for (let from = least; most !== null && from <= most; from += size) {
      // Not max() over a window: that is quadratic in the visits of a person on MariaDB.
      const { rows } = await sql<PlannedVisit>`
        select id, ${person} as person, starts_at, ends_at from appointments
        where ${person} between ${from} and ${from + size - 1} and status in ${live}
        order by ${person}, starts_at, id`.execute(db);
      for (const id of beginsTooEarly(rows))
        if (await unexcused(db, id, person))
          report(
            whose === "doctor_id" ? "doctor_overlap" : "patient_overlap",
            id,
          );
    }
  }
}

async function unexcused(
  db: Sql,
  id: number,
  person: ReturnType<typeof sql.ref>,
): Promise<boolean> {
  const { rows } = await sql<{ pairs: number }>`
    select count(*) as pairs from appointments a join appointments b
      on b.${person} = a.${person} and b.id <> a.id and b.status in ${live}
      and b.starts_at < a.ends_at and b.ends_at > a.starts_at
    where a.id = ${id} and not exists (
      select 1 from worklist_items w where w.appointment_id in (a.id, b.id) and ${excused})`.execute(
    db,
  );
  return Number(rows[0]!.pairs) > 0;
}

type Cells = Map<number, Set<string>>;

async function cellsHeld(
  db: Sql,
  visits: readonly StoredVisit[],
  oldest: number,
): Promise<Cells> {
  const rows = await db
    .selectFrom("calendar_cells")
    .select(["kind", "resource_id", "cell", "appointment_id"])
    .where(
      "appointment_id",
      "in",
      visits.map(({ id }) => id),
    )
    .where("cell", ">=", oldest)
    .execute();
  const held: Cells = new Map();
  for (const row of rows) {
    const of = held.get(row.appointment_id) ?? new Set();
    of.add(`${row.kind} ${row.resource_id} ${row.cell}`);
    held.set(row.appointment_id, of);
  }
  return held;
}

function cellsDue(
  visit: StoredVisit,
  rules: CheckRules,
  oldest: number,
): Set<string> {
  const cells =
    visit.starts_at === null || visit.ends_at === null
      ? []
      : rules.cellsOf(
          sqlToInstant(visit.starts_at),
          sqlToInstant(visit.ends_at),
        );
  return new Set(
    cells
      .filter((cell) => cell >= oldest)
      .flatMap((cell) => [
        `doctor ${visit.doctor_id} ${cell}`,
        `patient ${visit.patient_id} ${cell}`,
      ]),
  );
}

const same = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));

function instantsAgree(visit: StoredVisit, rules: CheckRules): boolean {
  const derived = rules.instantsOf(visit);
  return (
    derived !== undefined &&
    visit.starts_at !== null &&
    visit.ends_at !== null &&
    sqlToSeconds(visit.starts_at) === epochSeconds(derived.starts_at) &&
    sqlToSeconds(visit.ends_at) === epochSeconds(derived.ends_at)
  );
}

async function inWorklist(db: Sql, id: number): Promise<boolean> {
  const { rows } =
    await sql`select 1 from worklist_items w where w.appointment_id = ${id} and ${excused} limit 1`.execute(
      db,
    );
  return rows.length > 0;
}

/**
 * Live visits: instants as their wall time and zone say, and exactly the cells of those instants.
 * @param db bound to one snapshot @returns how many visits were looked at
 */
export async function checkVisits(
  db: Sql,
  rules: CheckRules,
  now: Instant,
  report: Report,
): Promise<number> {
  const oldest = Math.ceil(
    (epochSeconds(now) - cellsCheckedHours * 3_600) / cellSeconds,
  );
  let count = 0;
  for (let last = 0; ;) {
    const { rows } = await sql<StoredVisit>`
      select id, doctor_id, patient_id, appointment_date, start_time, end_time, starts_at, ends_at, time_zone
      from appointments where id > ${last} and status in ${live} order by id limit ${sql.lit(visitsAtOnce)}`.execute(
      db,
    );
    if (rows.length === 0) break;
    const held = await cellsHeld(db, rows, oldest);
    for (const visit of rows) {
      const has = held.get(visit.id) ?? new Set<string>();
      const timely = instantsAgree(visit, rules);
      const placed = same(has, cellsDue(visit, rules, oldest));
      if (timely && placed) continue;
      const known = await inWorklist(db, visit.id);
      if (!timely && !known) report("visit_instants", visit.id);
      if (!placed && !(known && has.size === 0))
        report("visit_cells", visit.id);
    }
    count += rows.length;
    last = rows.at(-1)!.id;
  }
  await checkOrphanCells(db, report);
  return count;
}

/** Cells that no live visit stands behind: they keep a slot from everybody. */
async function checkOrphanCells(db: Sql, report: Report): Promise<void> {
  for (let last = 0; ;) {
    const { rows } = await sql<{ id: number; visit: number | null }>`
      select c.id, a.id as visit from (
        select distinct appointment_id as id from calendar_cells
        where appointment_id > ${last} order by appointment_id limit ${sql.lit(visitsAtOnce)}) c
      left join appointments a on a.id = c.id and a.status in ${live}
      order by c.id`.execute(db);
    for (const { id, visit } of rows)
      if (visit === null) report("orphan_cells", id);
    if (rows.length < visitsAtOnce) return;
    last = rows.at(-1)!.id;
  }
}
