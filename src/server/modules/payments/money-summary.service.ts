import type { Balance, Takings } from "#contract/payment-shapes.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import type { RelationTo } from "#server/kernel/care-relation.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { instantToSql, spanInstants, toWall } from "#server/kernel/instants.ts";
import type { RecordRead } from "#server/kernel/transact.ts";
import {
  addDays,
  timeOfSeconds,
  wallDate,
  type WallDate,
} from "#server/kernel/wall-time.ts";
import { zoneId, type ZoneId } from "#server/kernel/zones.ts";
import type { MoneySummaryRepository } from "./money-summary.repository.ts";
import { requireReach } from "./payment.policy.ts";
import type { PaymentRepository } from "./payment.repository.ts";
import { formatTotal, totalCents } from "./totals.rules.ts";

export interface MoneySummaryNeeds {
  readonly summaries: MoneySummaryRepository;
  readonly payments: PaymentRepository;
  readonly record: RecordRead;
  readonly relationTo: RelationTo;
  readonly clock: Clock;
  readonly currency: string;
}

const sum = (amounts: readonly string[]): number =>
  amounts.reduce((total, amount) => total + totalCents(amount), 0);

/** The first moment of a day on the wall, also where midnight is skipped or comes twice. */
function startOf(date: WallDate, zone: ZoneId): string {
  const midnight = { date, time: timeOfSeconds(0) };
  return instantToSql(spanInstants(midnight, midnight, zone).starts_at);
}

const difference = (due: string, paid: string): string =>
  formatTotal(totalCents(due) - totalCents(paid));

/** What a patient owes, and what a day brought in. */
export function moneySummaryService(needs: MoneySummaryNeeds) {
  const { summaries, currency } = needs;

  return {
    async balance(call: Call, patient_id: number): Promise<Balance> {
      requirePermission(call.actor, "payments.read");
      await requireReach(call, patient_id, needs.relationTo);
      const patient_name = await needs.payments.patientName(patient_id);
      if (patient_name === undefined) throw new ClinicError("not_found");
      const visits = await summaries.byVisit(patient_id);
      await needs.record(call, {
        event_type: "balance_viewed",
        action: "viewed",
        target: { type: "balance", id: null, patient_id, patient_name },
      });
      const due = formatTotal(sum(visits.map((visit) => visit.due)));
      const paid = formatTotal(sum(visits.map((visit) => visit.paid)));
      return {
        patient_id,
        currency,
        due,
        paid,
        balance: difference(due, paid),
        by_visit: visits.map((visit) => ({
          ...visit,
          balance: difference(visit.due, visit.paid),
        })),
      };
    },

    /** Holds no patient data: amounts, methods and who took them. */
    async takings(
      call: Call,
      query: { date?: string; location_id?: number },
    ): Promise<Takings> {
      requirePermission(call.actor, "payments.takings");
      const asked =
        query.date === undefined
          ? undefined
          : wallDate(query.date, "query/date");
      if (asked !== undefined && (asked < "1900-01-01" || asked > "2999-12-31"))
        throw invalidField("query/date", "must be between 1900 and 2999");
      const places = await summaries.places(query.location_id);
      if (query.location_id !== undefined && places.length === 0)
        throw new ClinicError("not_found");
      const locations: Takings["locations"] = [];
      for (const place of places) {
        const zone = zoneId(place.time_zone);
        const date = asked ?? toWall(needs.clock.now(), zone).date;
        const rows = await summaries.takings(
          place.id,
          startOf(date, zone),
          startOf(addDays(date, 1), zone),
        );
        const received = sum(rows.map((row) => row.received));
        const refunded = sum(rows.map((row) => row.refunded));
        locations.push({
          location_id: place.id,
          name: place.name,
          date,
          received: formatTotal(received),
          refunded: formatTotal(refunded),
          net: formatTotal(received + refunded),
          lines: rows.map((row) => ({
            ...row,
            net: formatTotal(sum([row.received, row.refunded])),
          })),
        });
      }
      return { currency, locations };
    },
  };
}

export type MoneySummaryService = ReturnType<typeof moneySummaryService>;
