/** Numbers that come out the same for the same seed: a demo clinic is the same clinic everywhere. */
export interface Dice {
  /** 0 up to 1 */
  readonly roll: () => number;
  /** A whole number from `low` to `high`, both inclusive. */
  readonly between: (low: number, high: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  /** By weights that need not add up to anything. */
  readonly pickWeighted: <T>(
    list: readonly (readonly [T, weight: number])[],
  ) => T;
}

/** mulberry32 */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pick = <T>(list: readonly T[]): T =>
    list[Math.floor(roll() * list.length)] as T;
  return {
    roll,
    between: (low, high) => low + Math.floor(roll() * (high - low + 1)),
    chance: (share) => roll() < share,
    pick,
    pickWeighted: (list) => {
      const whole = list.reduce((sum, [, weight]) => sum + weight, 0);
      let left = roll() * whole;
      for (const [value, weight] of list)
        if ((left -= weight) < 0) return value;
      return (list.at(-1) as (typeof list)[number])[0];
    },
  };
}
