import { Temporal } from "temporal-polyfill";
import type { Receipt } from "#contract/payment-shapes.ts";
import { invalidField } from "#server/kernel/clinic-error.ts";
import type { Instant } from "#server/kernel/instants.ts";

// Money counted before anybody kept it here is a slip of the keyboard.
const earliest = Temporal.Instant.from("2000-01-01T00:00:00Z");

/** When money came in: now unless said. @throws ClinicError `invalid_request` for the future or before 2000 */
export function receivedAt(asked: string | undefined, now: Instant): Instant {
  if (asked === undefined) return now;
  let at: Instant;
  try {
    at = Temporal.Instant.from(asked);
  } catch {
    throw invalidField("/received_at", "is not a moment");
  }
  if (
    Temporal.Instant.compare(at, now) > 0 ||
    Temporal.Instant.compare(at, earliest) < 0
  )
    throw invalidField(
      "/received_at",
      "must not be in the future or before 2000",
    );
  return at;
}

/** The moment of the last money received, as DATETIME holds it: whole seconds, UTC. */
export function receivedLast(receipts: readonly Receipt[]): string | null {
  const moments = receipts
    .filter((one) => !one.amount.startsWith("-"))
    .map((one) => Temporal.Instant.from(one.received_at))
    .sort((a, b) => Temporal.Instant.compare(a, b));
  // Cut, not rounded: the engines disagree about what to do with a fraction.
  const last = moments.at(-1)?.round({
    smallestUnit: "second",
    roundingMode: "floor",
  });
  return last?.toString().replace("T", " ").replace("Z", "") ?? null;
}
