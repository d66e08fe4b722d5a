import { ClinicError } from "#server/kernel/clinic-error.ts";
import { weakWords } from "./weak-words.rules.ts";

const shortest = 10;
const longest = 200;

const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890123456789",
  "qwertyuiop",
  "qwertzuiop",
  "azertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "yxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
  "1q2w3e4r5t6y7u8i9o0p",
  "qazwsxedcrfvtgbyhnujm",
];
const walks = rows.flatMap((row) => [row, [...row].reverse().join("")]);

const lookalikes: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

const shortestPart = 2;

/** Whether the letters are nothing but known words, one after the other. */
function isWordsOnly(letters: string): boolean {
  const reached = new Array<boolean>(letters.length + 1).fill(false);
  reached[0] = true;
  for (let end = 1; end <= letters.length; end += 1)
    for (let start = Math.max(0, end - 15); start < end; start += 1)
      if (reached[start] && weakWords.has(letters.slice(start, end)))
        reached[end] = true;
  return reached[letters.length] === true;
}

/** Cuts keyboard walks and sequences of four or more out of the text. */
function withoutWalks(text: string): string {
  let rest = "";
  for (let at = 0; at < text.length;) {
    let length = 0;
    for (const walk of walks)
      for (let size = text.length - at; size >= 4 && size > length; size -= 1)
        if (walk.includes(text.slice(at, at + size))) length = size;
    if (length === 0) rest += text[at];
    at += Math.max(length, 1);
  }
  return rest;
}

const bare = (text: string): string => text.replace(/[^\p{L}]/gu, "");
const unmasked = (text: string): string =>
  text.replace(/[013457@$!]/g, (sign) => lookalikes[sign] ?? sign);

/**
 * Known words, years, keyboard walks and repetitions in any mixture: what lists of common
 * passwords are made of. At least four letters or digits beside them must be the person's own.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize("NFKC").toLowerCase();
  if (new Set(text).size <= 4) return true;
  // One short piece over and over is no longer than the piece.
  if (/^(.{1,6})\1+.{0,5}$/su.test(text)) return true;
  const rest = withoutWalks(text.replace(/(19|20)\d\d/g, ""));
  const own = bare(rest);
  if (own.length < shortestPart)
    return rest.replace(/[^\p{L}\p{N}]/gu, "").length < 8;
  // A trailing "!" or "1" is decoration, one in the middle may stand for a letter.
  const trimmed = rest.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const masked = bare(unmasked(trimmed));
  const whole = bare(unmasked(rest));
  return [own, masked, whole].some(
    (letters) => letters !== "" && isWordsOnly(letters),
  );
}

/**
 * Refuses what is easily guessed.
 * @throws ClinicError `weak_password` with the reason at `pointer`
 */
export function requireGoodPassword(
  password: string,
  email: string,
  pointer = "/password",
): void {
  const refuse = (detail: string): never => {
    throw new ClinicError("weak_password", detail, {
      errors: [{ pointer, detail }],
    });
  };
  const length = [...password.normalize("NFC")].length;
  if (length < shortest) refuse(`At least ${shortest} characters.`);
  if (length > longest) refuse(`At most ${longest} characters.`);
  const local = (email.split("@")[0] ?? "").toLowerCase();
  if (local.length >= 3 && password.toLowerCase().includes(local))
    refuse("It contains the e-mail address.");
  if (isCommonPassword(password))
    refuse("It is among the passwords that are tried first.");
}
