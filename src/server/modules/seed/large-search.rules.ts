import type { BulkRows, BulkValue } from "#server/storage/bulk-load.ts";
import { largePatients, type LargePatient } from "./large-patients.rules.ts";

/** How the patients' module turns names into search rows; given by the caller, for modules do not know each other. */
export interface SearchRows {
  readonly indexRows: (patient: LargePatient) => {
    readonly names: readonly {
      readonly word: string;
      readonly other_word: string;
      readonly patient_id: number;
      readonly more_words: string;
      readonly is_active: 0 | 1;
    }[];
    readonly phones: readonly {
      readonly phone_key: string;
      readonly patient_id: number;
    }[];
    readonly words: readonly string[];
  };
  readonly dictionaryRows: (
    words: readonly { word: string; weight: number }[],
  ) => {
    readonly words: readonly (readonly BulkValue[])[];
    readonly spellings: readonly (readonly BulkValue[])[];
  };
}

export interface LargeSearch {
  /** For `patient_search_names` and `patient_search_phones`: runs sorted by key, each of at most a million patients. */
  readonly runs: Iterable<{
    readonly names: BulkRows;
    readonly phones: BulkRows;
  }>;
  /** For the two tables of the dictionary; complete after the last run. */
  readonly dictionary: () => ReturnType<SearchRows["dictionaryRows"]>;
}

const patientsARun = 1_000_000;
// Sorted as text: a row a string takes a fraction of the memory of a row an array.
const gap = "\t";
function* sorted(lines: string[]): Generator<BulkValue[]> {
  for (const line of lines.sort()) yield line.split(gap);
}

/** The search rows of all patients. */
export function largeSearch(count: number, search: SearchRows): LargeSearch {
  const bearers = new Map<string, number>();
  function* runs(): Generator<{ names: BulkRows; phones: BulkRows }> {
    let names: string[] = [];
    let phones: string[] = [];
    for (const patient of largePatients(count)) {
      const rows = search.indexRows(patient);
      for (const row of rows.names)
        names.push(
          [
            row.word,
            row.other_word,
            row.patient_id,
            row.more_words,
            row.is_active,
          ].join(gap),
        );
      for (const row of rows.phones)
        phones.push(row.phone_key + gap + String(row.patient_id));
      for (const word of rows.words)
        bearers.set(word, (bearers.get(word) ?? 0) + 1);
      if (patient.id % patientsARun !== 0 && patient.id !== count) continue;
      yield {
        names: sorted(names),
        phones: sorted(phones),
      };
      names = [];
      phones = [];
    }
  }
  return {
    runs: runs(),
    dictionary: () =>
      search.dictionaryRows(
        // The weight is about the binary logarithm of how many bear the word.
        Array.from(bearers, ([word, n]) => ({
          word,
          weight: Math.round(Math.log2(1 + n)),
        })),
      ),
  };
}
