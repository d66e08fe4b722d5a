import { randomUUID } from "node:crypto";
import { bareBooking } from "../support/bare-booking.ts";
import { bookingGenerator } from "../support/booking-generator.ts";
import { repeated } from "../support/in-process.ts";
import { loadOf } from "../support/load.ts";
import { recordBooking } from "../support/recorded-booking.ts";
import type { Workload } from "../support/workload.ts";

export const book: Workload = {
  name: "book",
  async prepare(bench) {
    const { ours, driver, fixture } = bench;
    const next = bookingGenerator(fixture);
    for (let n = 0; n < 250; n += 1) next();
    const original = next();
    const statements = await recordBooking(bench, original);
    const replay = bareBooking(statements, original);
    return {
      measured: [
        {
          name: "book",
          unit: "a second",
          ours: loadOf(
            ours,
            () => ({
              method: "POST",
              path: "/api/v1/appointments",
              headers: { "idempotency-key": randomUUID() },
              body: next(),
            }),
            fixture.headers,
          ),
          baseline: repeated(async () => {
            const connection = await driver.getConnection();
            try {
              await replay(connection, next());
            } finally {
              connection.release();
            }
          }),
          against: `the same ${statements.length} statements in a transaction of the bare driver`,
          reach: { atLeast: 0.25 },
          audited: true,
        },
      ],
    };
  },
};
