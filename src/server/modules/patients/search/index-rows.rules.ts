import type { NameWord } from "./name-words.rules.ts";
import { isUnspaced, joinedWord, nameWords } from "./name-words.rules.ts";
import { fewestPhoneDigits, phoneKey } from "./phone-digits.rules.ts";

/** The columns of a patient that a search looks at. */
export interface SearchablePatient {
  readonly id: number;
  readonly first_name: string;
  readonly last_name: string;
  readonly phone: string;
  readonly email: string | null;
  readonly date_of_birth: string;
  readonly is_active: boolean | number;
}

/** A row of patient_search_names: a word, another word of the same name, and what is left of it. */
export interface NameRow {
  readonly word: string;
  readonly other_word: string;
  readonly patient_id: number;
  readonly more_words: string;
  readonly is_active: 0 | 1;
}

/** A row of patient_search_phones. */
export interface PhoneRow {
  readonly phone_key: string;
  readonly patient_id: number;
}

export interface IndexRows {
  readonly names: readonly NameRow[];
  readonly phones: readonly PhoneRow[];
  /** Words for the dictionary of corrections, without repetition. */
  readonly words: readonly string[];
}

const maxWords = 6;
const maxMore = 120;

type Pair = readonly [word: string, other: string, more: string];

function pairsOf(words: readonly NameWord[]): Pair[] {
  if (words.length === 1) return words[0]!.map((word) => [word, "", ""]);
  return words.flatMap((left, i) =>
    words.flatMap((right, j) => {
      if (i === j) return [];
      const more = words
        .filter((_, k) => k !== i && k !== j)
        .map(([plain]) => plain)
        .join(" ")
        .slice(0, maxMore);
      return left.flatMap((a) => right.map((b): Pair => [a, b, more]));
    }),
  );
}

/** 王小明 is found by 王小明, 小明, 明 and 小明王: every end of the whole name begins a row. */
function unspacedPairs(first: string, last: string): Pair[] {
  const whole = Array.from(last + first).slice(0, 12);
  const ends = whole.map((_, start) => whole.slice(start).join(""));
  const turned = Array.from(first + last)
    .slice(0, 12)
    .join("");
  return [...ends, turned].map((word) => [word, "", ""]);
}

/** Everything the search tables hold about one patient. Pure: bulk loaders stream it. */
export function indexRows(patient: SearchablePatient): IndexRows {
  const first = nameWords(patient.first_name);
  const last = nameWords(patient.last_name);
  const words = [...first, ...last].slice(0, maxWords);
  const pairs = pairsOf(words);
  const joinedFirst = joinedWord(patient.first_name);
  const joinedLast = joinedWord(patient.last_name);
  if (joinedFirst) pairs.push(...pairsOf([joinedFirst, ...last].slice(0, 3)));
  if (joinedLast) pairs.push(...pairsOf([...first.slice(0, 2), joinedLast]));
  const plain = (part: readonly NameWord[]): string =>
    part.map(([word]) => word).join("");
  if (words.some(([word]) => isUnspaced(word)))
    pairs.push(...unspacedPairs(plain(first), plain(last)));

  const names = new Map<string, NameRow>();
  for (const [word, other, more] of pairs) {
    const key = `${word} ${other}`;
    if (names.has(key)) continue;
    names.set(key, {
      word,
      other_word: other,
      patient_id: patient.id,
      more_words: more,
      is_active: patient.is_active ? 1 : 0,
    });
  }
  const phone = phoneKey(patient.phone);
  const corrected = new Set<string>();
  for (const { word } of names.values())
    if (!isUnspaced(word)) corrected.add(word);
  return {
    names: [...names.values()],
    phones:
      phone.length >= fewestPhoneDigits
        ? [{ phone_key: phone, patient_id: patient.id }]
        : [],
    words: [...corrected],
  };
}
