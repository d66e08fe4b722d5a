/** A word of a patient's name with another word of it; both orders are stored. */
export interface PatientSearchNamesTable {
  word: string;
  other_word: string;
  patient_id: number;
  more_words: string;
  is_active: number;
}

/** Digits of a telephone number, the last one first. */
export interface PatientSearchPhonesTable {
  phone_key: string;
  patient_id: number;
}

/** The dictionary of name words; `weight` is about the binary logarithm of how many patients bear it. */
export interface PatientSearchWordsTable {
  word: string;
  word_start: string;
  weight: number;
}

/** Hashes of a word and of the word less one letter: words one edit apart share one. */
export interface PatientSearchSpellingsTable {
  deletion_key: number;
  word: string;
  weight: number;
}
