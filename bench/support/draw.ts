import type { Random } from "./search-data.ts";

/** So many different questions are prepared; more would only fill the client's memory. */
const questions = 4_800;

export const whole = (random: Random, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1));

export function oneOf<T>(list: readonly T[], random: Random): T {
  if (list.length === 0) throw new Error("there is nothing to draw from");
  return list[Math.floor(random() * list.length)] as T;
}

/** A list of drawn questions. */
export function drawn<T>(draw: () => T): T[] {
  return Array.from({ length: questions }, draw);
}

/** `2026-03-01`, so many days from today. */
export function dateFromToday(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
