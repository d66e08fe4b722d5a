import type { Selectable } from "kysely";
import type { Sql } from "#server/storage/database.ts";
import type { PatientsTable } from "#server/storage/schema/people.ts";
import {
  comparedPhoneDigits,
  phoneKey,
  phoneKeyPrefix,
} from "./phone-digits.rules.ts";
import { lastLetter, marks, padded, runSql } from "./run-sql.repository.ts";
import type { Fact, SearchQuery } from "./search-query.rules.ts";

/** What tells patients apart: enough to rank and to present them. */
const shown = [
  "id",
  "first_name",
  "last_name",
  "date_of_birth",
  "gender",
  "phone",
  "email",
  "is_active",
  "inactive_reason",
  "row_version",
] as const;

export type PatientRow = Pick<
  Selectable<PatientsTable>,
  (typeof shown)[number]
>;

const columns = shown.map((column) => `p.${column}`).join(", ");

/** What one fact may bring in at most. */
export const mostByFact = 400;

/** Facts from the most telling to the least. */
const telling: readonly Fact["kind"][] = ["email", "id", "phone", "born"];

/** Patients by their ids, in no order. */
export async function patientsById(
  db: Sql,
  ids: readonly number[],
): Promise<PatientRow[]> {
  if (ids.length === 0) return [];
  const list = padded(ids);
  return runSql<PatientRow>(
    db,
    `SELECT ${columns} FROM patients p WHERE id IN (${marks(list)})`,
    list,
  );
}

async function byPhone(db: Sql, digits: string): Promise<PatientRow[]> {
  const start = phoneKeyPrefix(digits);
  // A number stored without its area code is shorter than what was typed.
  const local = phoneKey(digits).slice(0, comparedPhoneDigits);
  return runSql<PatientRow>(
    db,
    `SELECT ${columns} FROM (SELECT patient_id FROM patient_search_phones
      WHERE phone_key BETWEEN ? AND ? OR phone_key = ? LIMIT ${mostByFact}) s
      JOIN patients p ON p.id = s.patient_id`,
    [start, `${start}~`, local],
  );
}

async function byFact(db: Sql, fact: Fact): Promise<PatientRow[]> {
  switch (fact.kind) {
    case "id":
      return patientsById(db, [fact.id]);
    case "phone":
      return byPhone(db, fact.digits);
    case "email":
      return runSql<PatientRow>(
        db,
        `SELECT ${columns} FROM patients p WHERE email BETWEEN ? AND ? LIMIT ${mostByFact}`,
        [fact.start, fact.start + lastLetter],
      );
    case "born": {
      const dates = padded(fact.dates);
      return runSql<PatientRow>(
        db,
        `SELECT ${columns} FROM patients p WHERE date_of_birth IN (${marks(dates)}) LIMIT ${mostByFact}`,
        dates,
      );
    }
  }
}

/** Up to a few hundred patients that fit the most telling fact, in any of its readings. */
export async function lookUpFacts(
  db: Sql,
  facts: SearchQuery["facts"],
): Promise<PatientRow[]> {
  const rank = (readings: readonly Fact[]): number =>
    Math.max(...readings.map(({ kind }) => telling.indexOf(kind)));
  const [best = []] = [...facts].sort((a, b) => rank(a) - rank(b));
  const found = new Map<number, PatientRow>();
  for (const fact of best)
    for (const row of await byFact(db, fact)) found.set(row.id, row);
  return [...found.values()];
}
