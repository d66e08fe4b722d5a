import { sql } from "kysely";
import type { Sql } from "../database.ts";
import type { CheckRules, StoredPatient } from "./check-rules.ts";
import type { Report } from "./findings.ts";

const patientsAtOnce = 500;

/** Doctors and patients whose calendar has no row: nothing could queue for them. */
async function checkCalendars(db: Sql, report: Report): Promise<void> {
  for (const kind of ["doctor", "patient"] as const) {
    const { rows } = await sql<{ id: number }>`
      select p.id from ${sql.table(`${kind}s`)} p
      left join calendars c on c.kind = ${kind} and c.resource_id = p.id
      where c.resource_id is null order by p.id`.execute(db);
    for (const { id } of rows) report(`${kind}_calendar`, id);
  }
}

interface Expected {
  readonly names: (string | number)[][];
  readonly phones: (string | number)[][];
}

/**
 * Patients with a row that the index lacks. The rows go to the server as one JSON text, because the
 * index has no key by patient and a row of a key is found at once.
 */
async function notIndexed(
  db: Sql,
  { names, phones }: Expected,
): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select distinct j.patient_id as id from json_table(${JSON.stringify(names)}, '$[*]' columns (
      word varchar(40) character set utf8mb4 path '$[0]', other_word varchar(40) character set utf8mb4 path '$[1]', patient_id int path '$[2]',
      more_words varchar(120) character set utf8mb4 path '$[3]', is_active int path '$[4]')) j
    left join patient_search_names n on n.word = j.word collate utf8mb4_bin
      and n.other_word = j.other_word collate utf8mb4_bin and n.patient_id = j.patient_id
      and n.more_words = j.more_words collate utf8mb4_bin and n.is_active = j.is_active
    where n.patient_id is null
    union
    select distinct j.patient_id from json_table(${JSON.stringify(phones)}, '$[*]' columns (
      phone_key varchar(20) character set utf8mb4 path '$[0]', patient_id int path '$[1]')) j
    left join patient_search_phones n on n.phone_key = convert(j.phone_key using ascii) collate ascii_bin
      and n.patient_id = j.patient_id
    where n.patient_id is null`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

async function rowsOf(db: Sql, table: string): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from ${sql.table(table)}`.execute(db);
  return Number(rows[0]!.n);
}

/**
 * Calendars, and the search index as the patients' rows say it should be.
 * @param db bound to one snapshot @returns how many patients there are
 */
export async function checkPeople(
  db: Sql,
  rules: CheckRules,
  report: Report,
): Promise<number> {
  await checkCalendars(db, report);
  let count = 0;
  let due = 0;
  for (let last = 0; ;) {
    const patients: StoredPatient[] = await db
      .selectFrom("patients")
      .select([
        "id",
        "first_name",
        "last_name",
        "phone",
        "email",
        "date_of_birth",
        "is_active",
      ])
      .where("id", ">", last)
      .orderBy("id")
      .limit(patientsAtOnce)
      .execute();
    if (patients.length === 0) break;
    const indexed = patients.map(rules.searchRows);
    const names = indexed.flatMap((one) =>
      one.names.map((row) => [
        row.word,
        row.other_word,
        row.patient_id,
        row.more_words,
        row.is_active,
      ]),
    );
    const phones = indexed.flatMap((one) =>
      one.phones.map((row) => [row.phone_key, row.patient_id]),
    );
    for (const id of await notIndexed(db, { names, phones }))
      report("patient_search", id);
    due += names.length + phones.length;
    count += patients.length;
    last = patients.at(-1)!.id;
  }
  const stored =
    (await rowsOf(db, "patient_search_names")) +
    (await rowsOf(db, "patient_search_phones"));
  if (stored > due) report("search_left_over", stored - due);
  return count;
}
