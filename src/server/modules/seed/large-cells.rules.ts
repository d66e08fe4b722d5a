import type { BulkValue } from "#server/storage/bulk-load.ts";
import type { LargeSize } from "./large-size.rules.ts";
import { largeVisit, type LargeVisit } from "./large-visits.rules.ts";

export const cellColumns = [
  "kind",
  "resource_id",
  "cell",
  "appointment_id",
] as const;

const cellSeconds = 300;
const keptFor = 2 * 86_400;
/** More visits than a number of 53 bits can hold beside a patient's id. */
const indexRange = 2 ** 30;

/** The first visit, in the order of time, that may still hold cells. */
function firstLive(size: LargeSize): number {
  let low = 0;
  let high = size.appointments;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (largeVisit(size, middle).starts < size.now - keptFor) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* cellsOf(
  kind: string,
  resource_id: number,
  visit: LargeVisit,
): Generator<BulkValue[]> {
  for (let at = visit.starts; at < visit.ends; at += cellSeconds)
    yield [kind, resource_id, at / cellSeconds, visit.index + 1];
}

/**
 * Cells of visits from two days ago on, in the order of the primary key. Each kind sorts pairs of (whose, which),
 * packed into one number each: a tenth of the memory of rows.
 */
export function* largeCellRows(size: LargeSize): Generator<BulkValue[]> {
  const first = firstLive(size);
  const pairs = new Float64Array(size.appointments - first);
  for (const kind of ["doctor", "patient"] as const) {
    const key = `${kind}_id` as const;
    let count = 0;
    for (let index = first; index < size.appointments; index += 1) {
      const visit = largeVisit(size, index);
      if (visit.status === "Cancelled" || visit.status === "No-show") continue;
      pairs[count++] = visit[key] * indexRange + index;
    }
    for (const pair of pairs.subarray(0, count).sort()) {
      const visit = largeVisit(size, pair % indexRange);
      yield* cellsOf(kind, visit[key], visit);
    }
  }
}
