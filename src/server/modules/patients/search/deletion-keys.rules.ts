/** Words of one or two letters are not corrected: everything is one edit away. */
export const shortestCorrected = 3;
const longestCorrected = 24;

/** 32-bit FNV-1a over UTF-16 units; collisions cost a comparison, never a wrong answer. */
export function wordHash(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Hashes of the word and of the word without each one of its letters, ascending.
 * Two words within one edit of each other share at least one of them.
 */
export function deletionKeys(word: string): number[] {
  const keys = new Set([wordHash(word)]);
  if (word.length >= shortestCorrected && word.length <= longestCorrected) {
    for (let index = 0; index < word.length; index += 1) {
      keys.add(wordHash(word.slice(0, index) + word.slice(index + 1)));
    }
  }
  return [...keys].sort((a, b) => a - b);
}
