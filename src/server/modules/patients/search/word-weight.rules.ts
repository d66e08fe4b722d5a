/** A number from 0 up to 1, as Math.random gives. */
export type Random = () => number;

const heaviest = 100;

/**
 * The weight of a word after `more` patients with it: about the binary logarithm of how many bear it.
 * The fraction is rounded by chance (an approximate counter), so the row of a common word is
 * hardly ever written: no queue forms at "Smith".
 * @param weight undefined for a word that the dictionary has not
 */
export function grownWeight(
  weight: number | undefined,
  more: number,
  random: Random,
): number {
  const bearers = weight === undefined ? 1 : 2 ** weight;
  const exact = Math.log2(bearers + more);
  const whole = Math.floor(exact);
  return Math.min(whole + (random() < exact - whole ? 1 : 0), heaviest);
}
