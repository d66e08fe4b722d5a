/**
 * How often a random test runs: everyday, or fifty times as often under torture. A failure prints its seed;
 * CHARTROOM_SEED repeats it.
 */
export function randomRuns(everyday: number): {
  numRuns: number;
  seed: number;
} {
  return {
    numRuns: process.env["CHARTROOM_TORTURE"] ? everyday * 50 : everyday,
    seed: Number(
      process.env["CHARTROOM_SEED"] ?? Math.trunc(Math.random() * 2 ** 31),
    ),
  };
}
