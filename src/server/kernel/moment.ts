import { Temporal } from "temporal-polyfill";
import { invalidField } from "./clinic-error.ts";
import type { Instant } from "./instants.ts";

const earliest = Temporal.Instant.from("1970-01-01T00:00:00Z");
const latest = Temporal.Instant.from("9000-01-01T00:00:00Z");

const within = (at: Instant): Instant => {
  if (Temporal.Instant.compare(at, earliest) < 0) return earliest;
  return Temporal.Instant.compare(at, latest) > 0 ? latest : at;
};

/** A moment asked for, drawn into what the store can hold. @throws ClinicError `invalid_request` */
export function momentOf(pointer: string, text: string): Instant;
export function momentOf(
  pointer: string,
  text: string | undefined,
): Instant | undefined;
export function momentOf(
  pointer: string,
  text: string | undefined,
): Instant | undefined {
  if (text === undefined) return undefined;
  try {
    return within(Temporal.Instant.from(text));
  } catch {
    throw invalidField(pointer, "is not a moment");
  }
}
