import { setTimeout as pause } from "node:timers/promises";
import { seededRandom } from "../../bench/support/search-data.ts";

/** Waits of random length, the same ones again under the CHARTROOM_SEED that it prints. */
export function randomPauses(): (from: number, to: number) => Promise<void> {
  const seed = Number(process.env["CHARTROOM_SEED"] ?? Date.now() % 1e9);
  console.log(`CHARTROOM_SEED=${seed}`);
  const random = seededRandom(seed);
  return (from, to) => pause(from + random() * (to - from));
}
