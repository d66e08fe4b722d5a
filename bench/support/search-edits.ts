import type { SearchablePatient } from "#server/modules/patients/search/index-rows.rules.ts";
import type { Random } from "./search-data.ts";

/** What is typed, and the words of the name that is meant. */
export interface Question {
  readonly typed: string;
  readonly meant: readonly string[];
}

/** A slip or a habit at the keyboard. */
export interface NameEdit {
  readonly name: string;
  /** Undefined where the edit does not apply to such a name. */
  readonly edit: (
    patient: SearchablePatient,
    words: readonly string[],
    random: Random,
  ) => Question | undefined;
}

const letters = "abcdefghijklmnopqrstuvwxyz";
const at = (length: number, random: Random): number =>
  Math.floor(random() * length);

const slips: Readonly<
  Record<string, (word: string, random: Random) => string>
> = {
  swap: (word, random) => {
    const i = at(word.length - 1, random);
    return word.slice(0, i) + word[i + 1]! + word[i]! + word.slice(i + 2);
  },
  drop: (word, random) => {
    const i = at(word.length, random);
    return word.slice(0, i) + word.slice(i + 1);
  },
  add: (word, random) => {
    const i = at(word.length + 1, random);
    return word.slice(0, i) + letters[at(26, random)]! + word.slice(i);
  },
  replace: (word, random) => {
    const i = at(word.length, random);
    return word.slice(0, i) + letters[at(26, random)]! + word.slice(i + 1);
  },
};

const typeable = /^[a-z]{3,}$/;

/** An edit of names that an English keyboard has: a first and a last word at least. */
const ofPlainNames = (
  name: string,
  edit: (
    words: readonly [string, string, ...string[]],
    random: Random,
  ) => Question | undefined,
): NameEdit => ({
  name,
  edit: (_, words, random) => {
    const [first, second, ...more] = words;
    if (!first || !second) return undefined;
    if (!words.every((word) => typeable.test(word))) return undefined;
    return edit([first, second, ...more], random);
  },
});

const slipEdits = Object.entries(slips).flatMap(([name, slip]) => [
  ofPlainNames(`${name}, alone`, ([, word], random) =>
    word.length < 4 ? undefined : { typed: slip(word, random), meant: [word] },
  ),
  ofPlainNames(`${name}, with an exact word`, ([first, second], random) => {
    const slipped = at(2, random) === 0 ? first : second;
    if (slipped.length < 4) return undefined;
    const typed = [first, second].map((word) =>
      word === slipped ? slip(word, random) : word,
    );
    return { typed: typed.join(" "), meant: [first, second] };
  }),
]);

const cut = (word: string, random: Random): string =>
  word.slice(0, Math.max(3, word.length - 1 - at(3, random)));

const withoutMarks = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[\p{M}'’]/gu, "")
    .toLowerCase();

/** The edits that a search must forgive. */
export const nameEdits: readonly NameEdit[] = [
  ...slipEdits,
  ofPlainNames("unfinished, alone", ([, word], random) => ({
    typed: cut(word, random),
    meant: [word],
  })),
  ofPlainNames("unfinished, with an exact word", ([first, word], random) => ({
    typed: `${first} ${cut(word, random)}`,
    meant: [first, word],
  })),
  ofPlainNames("order", (words) => ({
    typed: [...words].reverse().join(" "),
    meant: words,
  })),
  {
    name: "diacritics and apostrophes left out",
    edit: ({ first_name, last_name }, words) => ({
      typed: withoutMarks(`${first_name} ${last_name}`),
      meant: words,
    }),
  },
];
