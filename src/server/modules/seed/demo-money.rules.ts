import { formatCents } from "#server/kernel/money.ts";
import { sqlInstant, sqlTimestamp } from "./demo-time.rules.ts";
import type { Dice } from "./random.rules.ts";
import type { NewRow } from "./seed-rows.repository.ts";
import type { DemoVisit } from "./visit-story.rules.ts";

type Payment = NewRow<"payments">;
type Receipt = NewRow<"payment_receipts">;
type Method = Payment["payment_method"];

/** Who takes the money and who corrects it: accounts. */
export interface Cashiers {
  readonly front_desk: number;
  readonly billing: number;
}

interface Step {
  /** Signed cents. */
  readonly cents: number;
  readonly at: number;
  /** Index of the step it takes back. */
  readonly reverses?: number;
  readonly reason?: string;
}

const insurers = [
  "Northfield Mutual",
  "Bluestone Health",
  "Commonwealth Care Plan",
  "Evergreen Benefit",
];
const day = 86_400;

const feeOf = (dice: Dice, minutes: number): number =>
  4_500 + minutes * 350 + dice.between(0, 8) * 500;
const half = (cents: number): number => Math.round(cents / 200) * 100;

/** The ways a bill goes at the desk; times in epoch seconds. */
function deskSteps(dice: Dice, cents: number, paidAt: number): Step[] {
  const later = paidAt + dice.between(3, 20) * day;
  const all = { cents, at: paidAt };
  switch (
    dice.pickWeighted([
      ["all", 72],
      ["part", 7],
      ["two", 7],
      ["none", 9],
      ["refund", 3],
      ["corrected", 2],
    ] as const)
  ) {
    case "all":
      return [all];
    case "part":
      return [{ cents: half(cents), at: paidAt }];
    case "two":
      return [
        { cents: half(cents), at: paidAt },
        { cents: cents - half(cents), at: later },
      ];
    case "none":
      return [];
    case "refund":
      return [
        all,
        {
          cents: -half(half(cents)),
          at: later,
          reverses: 0,
          reason: "Charged for a longer visit",
        },
      ];
    case "corrected":
      return [
        all,
        {
          cents: -cents,
          at: paidAt + 240,
          reverses: 0,
          reason: "Wrong method entered",
        },
        { cents, at: paidAt + 300 },
      ];
  }
}

function insuranceSteps(dice: Dice, cents: number, paidAt: number): Step[] {
  const at = paidAt + dice.between(8, 30) * day;
  return dice.chance(0.15) ? [{ cents: half(cents), at }] : [{ cents, at }];
}

/** The status follows from the receipts, as it does when they are taken one by one. */
function statusOf(
  cents: number,
  steps: readonly Step[],
  method: Method,
): NonNullable<Payment["payment_status"]> {
  const paid = steps.reduce((sum, step) => sum + step.cents, 0);
  if (paid === 0)
    return method === "Insurance" ? "Insurance Pending" : "Pending";
  return paid < cents ? "Partially Paid" : "Completed";
}

/** Amounts due for visits that took place (and some that were missed), with every receipt; nothing after `now`. */
export function demoMoney(
  dice: Dice,
  visits: readonly DemoVisit[],
  now: number,
  cashiers: Cashiers,
  firstId: number,
): { payments: Payment[]; receipts: Receipt[] } {
  const payments: Payment[] = [];
  const receipts: Receipt[] = [];
  const add = (
    visit: DemoVisit,
    cents: number,
    method: Method,
    plan: readonly Step[],
    voided: boolean,
  ): void => {
    const id = firstId + payments.length;
    // A step still to come is not written, nor is any after it.
    const coming = plan.findIndex((step) => step.at > now);
    const steps = coming === -1 ? plan : plan.slice(0, coming);
    const payment_status = statusOf(cents, steps, method);
    const insured = method === "Insurance";
    const last = steps.at(-1);
    payments.push({
      id,
      appointment_id: visit.id,
      patient_id: visit.patient.id,
      amount: formatCents(cents),
      payment_method: method,
      payment_status,
      insurance_provider: insured ? dice.pick(insurers) : null,
      policy_number: insured
        ? `P${visit.patient.id}-${dice.between(10_000, 99_999)}`
        : null,
      payment_date:
        payment_status === "Completed" && last ? sqlTimestamp(last.at) : null,
      created_at: sqlTimestamp(Math.min(visit.ends, now)),
      voided_at: voided ? sqlInstant(Math.min(visit.ends + 900, now)) : null,
      void_reason: voided ? "Entered twice" : null,
      voided_by_account_id: voided ? cashiers.billing : null,
      row_version: 1 + steps.length + (voided ? 1 : 0),
    });
    const firstReceipt = receipts.length + 1;
    for (const step of steps)
      receipts.push({
        id: receipts.length + 1,
        payment_id: id,
        amount: formatCents(step.cents),
        payment_method: method,
        received_at: sqlInstant(step.at),
        received_by_account_id:
          insured || step.reason ? cashiers.billing : cashiers.front_desk,
        reverses_receipt_id:
          step.reverses === undefined ? null : firstReceipt + step.reverses,
        reason: step.reason ?? null,
      });
  };
  for (const visit of [...visits].sort((a, b) => a.ends - b.ends)) {
    if (visit.status === "No-show" && dice.chance(0.3))
      add(visit, 2_500, "Online", [], false);
    if (visit.status !== "Completed" || !dice.chance(0.9)) continue;
    const cents = feeOf(dice, visit.minutes);
    const paidAt = visit.ends + dice.between(1, 12) * 60;
    const atDesk = (): Method =>
      dice.pickWeighted([
        ["Credit Card", 40],
        ["Debit Card", 30],
        ["Cash", 20],
        ["Online", 10],
      ] as const);
    if (dice.chance(0.01)) add(visit, cents, "Cash", [], true);
    if (!dice.chance(0.4)) {
      add(visit, cents, atDesk(), deskSteps(dice, cents, paidAt), false);
      continue;
    }
    // Insured: the patient pays a share at the desk, the insurer the rest some weeks later.
    const share = dice.pick([1_500, 2_000, 3_000]);
    add(visit, share, atDesk(), deskSteps(dice, share, paidAt), false);
    add(
      visit,
      cents - share,
      "Insurance",
      insuranceSteps(dice, cents - share, paidAt),
      false,
    );
  }
  return { payments, receipts };
}
