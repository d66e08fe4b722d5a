import { Temporal } from "temporal-polyfill";

/** Where "now" comes from; tests give their own. */
export interface Clock {
  now(): Temporal.Instant;
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() };
