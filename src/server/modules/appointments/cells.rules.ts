import { epochSeconds } from "#server/kernel/instants.ts";
import type { Instant } from "#server/kernel/instants.ts";
import { MARK_SECONDS } from "#server/kernel/visit-instants.ts";

/**
 * The calendar cells that [starts_at, ends_at) claims: epoch seconds / 300, ascending. Two visits overlap exactly when
 * they share a cell; a visit that begins when another ends shares none. Times off the marks claim every cell they touch.
 */
export function cellsOf(starts_at: Instant, ends_at: Instant): number[] {
  const first = Math.floor(epochSeconds(starts_at) / MARK_SECONDS);
  // Milliseconds here: an end a fraction past a mark still touches the next cell.
  const end = Math.ceil(ends_at.epochMilliseconds / (MARK_SECONDS * 1000));
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}
