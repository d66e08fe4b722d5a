/** Letters that Unicode does not take apart, as people without that keyboard write them. */
const plainLetter: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  æ: "ae",
  œ: "oe",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ŧ: "t",
  ı: "i",
  ŋ: "n",
  ς: "σ",
  ى: "ي",
  ة: "ه",
  ـ: "",
};

/** The second habit: Müller is filed as Muller and as Mueller. */
const twoLetters: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  å: "aa",
  ø: "oe",
};

const apostrophes = /['’‘ʼʹʻ`´＇]/g;
const plainAscii = /^[a-z0-9 ]*$/;
// Marks are vowels in Indic scripts and voicing in kana: only these scripts lose them.
const markedLetter =
  /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Arabic}\p{sc=Hebrew}]\p{M}*/gu;
const mark = /\p{M}/gu;

/** NFKC, lower case and without apostrophes: one form of what was typed, letters still marked. */
export function lowerText(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(apostrophes, "");
}

/** Leaves out diacritics. Takes and gives lower-case text; scripts without case stay as they are. */
export function foldMarks(lower: string): string {
  if (plainAscii.test(lower)) return lower;
  return lower
    .replace(markedLetter, (letter) =>
      letter.normalize("NFD").replace(mark, ""),
    )
    .replace(/[ßøæœłđðþħŧıŋςىةـ]/g, (letter) => plainLetter[letter] ?? letter)
    .normalize("NFC");
}

/** The spelling with two letters for an umlaut, folded; undefined where the text has none. */
export function foldTwoLetters(lower: string): string | undefined {
  if (!/[äöüåø]/.test(lower)) return undefined;
  return foldMarks(
    lower.replace(/[äöüåø]/g, (letter) => twoLetters[letter] ?? letter),
  );
}
