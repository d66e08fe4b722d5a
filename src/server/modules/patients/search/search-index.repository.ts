import type { Sql } from "#server/storage/database.ts";
import { learnWords } from "./dictionary.repository.ts";
import type {
  IndexRows,
  NameRow,
  PhoneRow,
  SearchablePatient,
} from "./index-rows.rules.ts";
import { indexRows } from "./index-rows.rules.ts";
import { insertRows, runSql } from "./run-sql.repository.ts";
import type { Random } from "./word-weight.rules.ts";

const nameKey = (row: NameRow): string => `${row.word} ${row.other_word}`;
const phoneKeyOf = (row: PhoneRow): string => row.phone_key;
const noRows: IndexRows = { names: [], phones: [], words: [] };

const without = <Row>(
  rows: readonly Row[],
  others: readonly Row[],
  key: (row: Row) => string,
): Row[] => {
  const taken = new Set(others.map(key));
  return rows.filter((row) => !taken.has(key(row)));
};

async function removeRows(
  db: Sql,
  names: readonly NameRow[],
  phones: readonly PhoneRow[],
): Promise<void> {
  for (const row of names)
    await runSql(
      db,
      "DELETE FROM patient_search_names WHERE word = ? AND other_word = ? AND patient_id = ?",
      [row.word, row.other_word, row.patient_id],
    );
  for (const row of phones)
    await runSql(
      db,
      "DELETE FROM patient_search_phones WHERE phone_key = ? AND patient_id = ?",
      [row.phone_key, row.patient_id],
    );
}

async function writeRows(
  db: Sql,
  names: readonly NameRow[],
  phones: readonly PhoneRow[],
): Promise<void> {
  await insertRows(
    db,
    "INSERT INTO patient_search_names (word, other_word, patient_id, more_words, is_active)",
    names.map((row) => [
      row.word,
      row.other_word,
      row.patient_id,
      row.more_words,
      row.is_active,
    ]),
    "ON DUPLICATE KEY UPDATE more_words = VALUES(more_words), is_active = VALUES(is_active)",
  );
  await insertRows(
    db,
    "INSERT INTO patient_search_phones (phone_key, patient_id)",
    phones.map((row) => [row.phone_key, row.patient_id]),
    "ON DUPLICATE KEY UPDATE patient_id = VALUES(patient_id)",
  );
}

/** Brings the index from what a patient was to what the patient is; undefined before registration. */
export async function indexPatient(
  db: Sql,
  patient: SearchablePatient,
  before: SearchablePatient | undefined,
  random: Random,
): Promise<void> {
  const rows = indexRows(patient);
  const old = before ? indexRows(before) : noRows;
  const whole = (row: NameRow): string =>
    `${nameKey(row)} ${row.is_active} ${row.more_words}`;
  await removeRows(
    db,
    without(old.names, rows.names, nameKey),
    without(old.phones, rows.phones, phoneKeyOf),
  );
  await writeRows(
    db,
    without(rows.names, old.names, whole),
    without(rows.phones, old.phones, phoneKeyOf),
  );
  const fresh = without(rows.words, old.words, (word) => word);
  if (fresh.length > 0)
    await learnWords(db, new Map(fresh.map((word) => [word, 1])), random);
}

/** Indexes new patients, some thousands at a time, each table in the order of its key. */
export async function indexPatients(
  db: Sql,
  patients: readonly SearchablePatient[],
  random: Random,
): Promise<void> {
  const names: NameRow[] = [];
  const phones: PhoneRow[] = [];
  const counts = new Map<string, number>();
  for (const patient of patients) {
    const rows = indexRows(patient);
    names.push(...rows.names);
    phones.push(...rows.phones);
    for (const word of rows.words)
      counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  names.sort((a, b) => (nameKey(a) < nameKey(b) ? -1 : 1));
  phones.sort((a, b) => (a.phone_key < b.phone_key ? -1 : 1));
  await writeRows(db, names, phones);
  await learnWords(db, counts, random);
}
