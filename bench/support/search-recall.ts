import type { PatientSearchRepository } from "#server/modules/patients/patient-search.repository.ts";
import type { SearchablePatient } from "#server/modules/patients/search/index-rows.rules.ts";
import { nameWords } from "#server/modules/patients/search/name-words.rules.ts";
import type { Random } from "./search-data.ts";
import { nameEdits } from "./search-edits.ts";

/** How often the meant name was among the first 20 answers. */
export interface Recall {
  readonly edit: string;
  readonly asked: number;
  readonly found: number;
  /** Milliseconds of the middle question. */
  readonly median: number;
}

const plainWords = (text: string): string[] =>
  nameWords(text).map(([plain]) => plain);

const wordsOf = (patient: {
  first_name: string;
  last_name: string;
}): string[] => plainWords(`${patient.first_name} ${patient.last_name}`);

/**
 * Types each name with each edit and looks for it in the first 20 answers. Namesakes count: nothing
 * that was typed tells them apart. A word typed alone means whoever bears that word.
 */
export async function measureRecall(
  search: PatientSearchRepository["search"],
  patients: readonly SearchablePatient[],
  random: Random,
): Promise<Recall[]> {
  const recalls: Recall[] = [];
  for (const { name, edit } of nameEdits) {
    const times: number[] = [];
    let found = 0;
    for (const patient of patients) {
      const question = edit(patient, wordsOf(patient), random);
      if (!question) continue;
      const start = performance.now();
      const answers = await search(question.typed, { limit: 20, offset: 0 });
      times.push(performance.now() - start);
      const isMeant = answers.some((answer) => {
        const words = wordsOf(answer.patient);
        return question.meant.every((word) => words.includes(word));
      });
      if (isMeant) found += 1;
    }
    times.sort((a, b) => a - b);
    recalls.push({
      edit: name,
      asked: times.length,
      found,
      median: times[Math.floor(times.length / 2)] ?? 0,
    });
  }
  return recalls;
}
