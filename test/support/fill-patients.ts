import { patientSearchRepository } from "#server/modules/patients/patient-search.repository.ts";
import type { SearchablePatient } from "#server/modules/patients/search/index-rows.rules.ts";
import { seededRandom } from "../../bench/support/search-data.ts";
import type { ScratchDatabase } from "./scratch-database.ts";

const atOnce = 5_000;

/** Stores and indexes patients in bulk, as an import does. */
export async function fillPatients(
  { connection, database }: ScratchDatabase,
  patients: Iterable<SearchablePatient>,
): Promise<void> {
  const search = patientSearchRepository(database.sql, seededRandom(1));
  let some: SearchablePatient[] = [];
  const flush = async (): Promise<void> => {
    if (some.length === 0) return;
    await connection.query(
      `INSERT INTO patients (id, first_name, last_name, phone, email, date_of_birth, gender, is_active, inactive_reason) VALUES ?`,
      [
        some.map((p) => [
          p.id,
          p.first_name,
          p.last_name,
          p.phone,
          p.email,
          p.date_of_birth,
          "Female",
          p.is_active ? 1 : 0,
          p.is_active ? null : "moved",
        ]),
      ],
    );
    await search.indexMany(some);
    some = [];
  };
  for (const patient of patients) {
    some.push(patient);
    if (some.length === atOnce) await flush();
  }
  await flush();
}
