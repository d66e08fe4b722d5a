import { foldMarks, foldTwoLetters, lowerText } from "./fold-letters.rules.ts";

/** One word of a name in each spelling that finds it; the first is the plain one. */
export type NameWord = readonly [plain: string, ...others: string[]];

const maxWordLength = 40;
const notOfAWord = /[^\p{L}\p{M}\p{N}]+/u;
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;

/** True for scripts that write a whole name without a space: any part of it may be typed. */
export function isUnspaced(word: string): boolean {
  return unspaced.test(word);
}

function nameWord(lower: string): NameWord {
  const cut = (word: string): string =>
    Array.from(word).slice(0, maxWordLength).join("");
  const plain = cut(foldMarks(lower));
  const two = foldTwoLetters(lower);
  return two === undefined ? [plain] : [plain, cut(two)];
}

/** The words of a text as they are compared: split at anything that is no letter or digit. */
export function nameWords(text: string): NameWord[] {
  return lowerText(text)
    .split(notOfAWord)
    .filter((piece) => piece !== "")
    .map(nameWord);
}

/**
 * Words that people also write as one: "Anne-Marie", "De Vries", "Mac Donald".
 * Undefined where nobody would.
 */
export function joinedWord(name: string): NameWord | undefined {
  const lower = lowerText(name);
  const pieces = lower.split(notOfAWord).filter((piece) => piece !== "");
  const first = pieces[0];
  if (first === undefined || pieces.length < 2 || pieces.length > 3)
    return undefined;
  const joins = first.length <= 3 || /\p{L}\p{Pd}\p{L}/u.test(lower);
  return joins && !isUnspaced(lower) ? nameWord(pieces.join("")) : undefined;
}
