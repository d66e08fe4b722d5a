import type { Sql } from "#server/storage/database.ts";
import type {
  ComparedPatient,
  DuplicateScore,
} from "./search/duplicates.rules.ts";
import {
  LIKELY_DUPLICATE,
  scoreDuplicate,
  swappedDayAndMonth,
} from "./search/duplicates.rules.ts";
import type { PatientRow } from "./search/fact-lookup.repository.ts";
import {
  lookUpFacts,
  mostByFact,
  patientsById,
} from "./search/fact-lookup.repository.ts";
import type { SearchablePatient } from "./search/index-rows.rules.ts";
import type { Match } from "./search/match-name.rules.ts";
import { matchPatient } from "./search/match-patient.rules.ts";
import { lookUpNames } from "./search/name-lookup.repository.ts";
import { nameWords } from "./search/name-words.rules.ts";
import type { Candidate } from "./search/ranking.rules.ts";
import { rankCandidates } from "./search/ranking.rules.ts";
import {
  indexPatient,
  indexPatients,
} from "./search/search-index.repository.ts";
import type { Fact, SearchQuery } from "./search/search-query.rules.ts";
import { parseSearchQuery } from "./search/search-query.rules.ts";
import type { Random } from "./search/word-weight.rules.ts";

export interface FoundPatient {
  readonly id: number;
  /** 1-100 */
  readonly score: number;
  readonly match: Match;
  readonly patient: PatientRow;
}

export interface PossibleDuplicate extends DuplicateScore {
  readonly patient: PatientRow;
}

/** Twenty answers, and one more to know whether there are others. */
const firstPage = 21;
const mostDuplicates = 10;

function asCandidates(
  query: SearchQuery,
  rows: readonly PatientRow[],
): Candidate[] {
  return rows.flatMap((row) => {
    const found = matchPatient(query, row);
    if (!found) return [];
    const name = `${row.last_name} ${row.first_name}`;
    const is_active = row.is_active === 1;
    return [{ ...found, patient_id: row.id, is_active, name, weight: 0 }];
  });
}

/** Patients by anything the desk knows of them; bind it to the connection or the transaction. */
export function patientSearchRepository(db: Sql, random: Random = Math.random) {
  async function byNames(
    query: SearchQuery,
    wanted: number,
  ): Promise<Candidate[]> {
    const reach =
      wanted > firstPage
        ? { enough: wanted, mostRows: 220 }
        : { enough: firstPage, mostRows: 40 };
    return lookUpNames(db, query.names, reach);
  }

  async function byFacts(query: SearchQuery): Promise<Candidate[]> {
    const rows = await lookUpFacts(db, query.facts);
    const found = asCandidates(query, rows);
    if (rows.length < mostByFact || query.names.length === 0) return found;
    // The fact is too common to be read whole: come from the other side.
    const named = await byNames(query, 200);
    const ids = named.slice(0, 200).map(({ patient_id }) => patient_id);
    return [...found, ...asCandidates(query, await patientsById(db, ids))];
  }

  return {
    /**
     * Brings the index up to date; call it in the transaction that writes the patient.
     * @param before the row as it was indexed; undefined for a new patient
     */
    index: (
      patient: SearchablePatient,
      before: SearchablePatient | undefined,
    ): Promise<void> => indexPatient(db, patient, before, random),

    /** The same for many new patients; some thousands a call are quickest. */
    indexMany: (patients: readonly SearchablePatient[]): Promise<void> =>
      indexPatients(db, patients, random),

    /**
     * Ranked answers to the one search box; empty for what means nothing. Bounded work:
     * of a very common name the first few hundred are reached, then a second word is needed.
     * @param q never logged, never in an error; only its first 200 characters count
     */
    async search(
      q: string,
      { limit, offset }: { limit: number; offset: number },
    ): Promise<FoundPatient[]> {
      const query = parseSearchQuery(q);
      const candidates =
        query.facts.length > 0
          ? await byFacts(query)
          : await byNames(query, offset + limit);
      const page = rankCandidates(candidates).slice(offset, offset + limit);
      const ids = page.map(({ patient_id }) => patient_id);
      const rows = new Map(
        (await patientsById(db, ids)).map((row) => [row.id, row]),
      );
      return page.flatMap(({ patient_id, score, match }) => {
        const patient = rows.get(patient_id);
        return patient ? [{ id: patient_id, score, match, patient }] : [];
      });
    },

    /** Who may be the same person, the likeliest first, at most 10; never the patient itself. */
    async duplicateCandidates(
      patient: ComparedPatient & { readonly id?: number },
    ): Promise<PossibleDuplicate[]> {
      const swapped = swappedDayAndMonth(patient.date_of_birth);
      const dates = [patient.date_of_birth, ...(swapped ? [swapped] : [])];
      const facts: Fact[] = [
        { kind: "born", dates },
        { kind: "phone", digits: patient.phone },
      ];
      if (patient.email) facts.push({ kind: "email", start: patient.email });
      const rows = await lookUpFacts(db, [facts]);
      const names = nameWords(`${patient.first_name} ${patient.last_name}`);
      const named = await lookUpNames(db, names, {
        enough: firstPage,
        mostRows: 40,
      });
      const known = new Set(rows.map(({ id }) => id));
      const ids = rankCandidates(named)
        .map(({ patient_id }) => patient_id)
        .filter((id) => !known.has(id))
        .slice(0, 40);
      rows.push(...(await patientsById(db, ids)));
      return rows
        .filter(({ id }) => id !== patient.id)
        .map((row) => ({ ...scoreDuplicate(patient, row), patient: row }))
        .filter(({ score }) => score >= LIKELY_DUPLICATE)
        .sort((a, b) => b.score - a.score)
        .slice(0, mostDuplicates);
    },
  };
}

export type PatientSearchRepository = ReturnType<
  typeof patientSearchRepository
>;
