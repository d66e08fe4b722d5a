import type { ComparedPatient } from "../search/duplicates.rules.ts";
import {
  LIKELY_DUPLICATE,
  scoreDuplicate,
  swappedDayAndMonth,
} from "../search/duplicates.rules.ts";

interface Remembered {
  readonly file_row: number;
  readonly patient: ComparedPatient;
}

const mostCompared = 200;

/**
 * The rows of a file taken so far: a dry run registers nobody, and rows of one chunk
 * are not in the index yet, so duplicates inside the file are found here.
 */
export function fileMemory() {
  const byKey = new Map<string, Remembered[]>();
  const keysOf = ({
    date_of_birth,
    phone,
    email,
  }: ComparedPatient): string[] => [
    `born ${date_of_birth}`,
    `phone ${phone.replace(/\D/g, "").slice(-7)}`,
    ...(email === null ? [] : [`email ${email}`]),
  ];

  return {
    remember(file_row: number, patient: ComparedPatient): void {
      for (const key of keysOf(patient)) {
        const list = byKey.get(key);
        if (list) list.push({ file_row, patient });
        else byKey.set(key, [{ file_row, patient }]);
      }
    },

    hasEmail: (email: string | null): boolean =>
      email !== null && byKey.has(`email ${email}`),

    /** The row that is likely the same person, if there is one. */
    duplicateOf(patient: ComparedPatient): number | undefined {
      const swapped = swappedDayAndMonth(patient.date_of_birth);
      const keys = keysOf(patient);
      if (swapped) keys.push(`born ${swapped}`);
      for (const key of keys)
        for (const other of (byKey.get(key) ?? []).slice(0, mostCompared))
          if (scoreDuplicate(patient, other.patient).score >= LIKELY_DUPLICATE)
            return other.file_row;
      return undefined;
    },
  };
}

export type FileMemory = ReturnType<typeof fileMemory>;
