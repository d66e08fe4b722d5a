import { foldMarks, lowerText } from "./fold-letters.rules.ts";

/** Each spelling gives way to one sound, in this order; what sounds alike across English and German meets. */
const sounds: readonly (readonly [RegExp, string])[] = [
  [/^[kgp]n/, "n"],
  [/^wr/, "r"],
  [/^(?:ps|x)/, "s"],
  [/^mac(?=[^aeiouyk])/, "mk"],
  [/^mc/, "mk"],
  [/tsch|tch/g, "x"],
  [/sch|sh|sz/g, "s"],
  [/ch(?=[rl])/g, "k"],
  [/ch/g, "x"],
  [/ph/g, "f"],
  [/gh(?![aeiouy])/g, ""],
  [/dg(?=[eiy])|g(?=[eiy])/g, "j"],
  [/c(?=[eiy])/g, "s"],
  [/ck|qu|c|q/g, "k"],
  [/[vw]/g, "f"],
  [/[zß]/g, "s"],
  [/dt|th|d/g, "t"],
  [/mb$/g, "m"],
];

const onlyLatin = /^[a-z]+$/;

/**
 * How a word of a name sounds, roughly: consonants only, alike ones as one letter, so that
 * Smyth and Smith, Stephen and Steven, Meier and Meyer agree. Words of other scripts stand for themselves.
 */
export function soundKey(word: string): string {
  const plain = foldMarks(lowerText(word));
  if (!onlyLatin.test(plain)) return plain;
  let sound = plain;
  for (const [spelling, letter] of sounds)
    sound = sound.replace(spelling, letter);
  const first = sound.charAt(0).replace(/[aeiouy]/, "a");
  const rest = sound.slice(1).replace(/[aeiouyh]+/g, " ");
  // Doubled letters are one sound; the same letter after a vowel is another.
  return (first + rest).replace(/(.)\1+/g, "$1").replaceAll(" ", "");
}
