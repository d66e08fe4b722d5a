import { sql } from "kysely";
import type { Instant } from "#server/kernel/instants.ts";
import type { Sql } from "../database.ts";
import { checkChain } from "./check-chain.ts";
import { checkPeople } from "./check-people.ts";
import { checkPayments, checkPrescriptions } from "./check-records.ts";
import type { CheckRules } from "./check-rules.ts";
import { checkOverlaps, checkVisits } from "./check-visits.ts";
import { gatherFindings, type Finding, type Report } from "./findings.ts";

export interface CheckResult {
  readonly checked: {
    readonly audit_entries: number;
    readonly visits: number;
    readonly people: number;
    readonly payments: number;
    readonly prescriptions: number;
  };
  readonly findings: readonly Finding[];
}

/** What is being looked at, and the share of the whole that is done. */
export type CheckProgress = (what: string, done: number) => void;

/**
 * Holds everything stored against the rules it was written by. Reads one snapshot on one
 * connection, so that it may run while the clinic works; changes nothing.
 * @param onFound told of every fault as it is found, beside the gathered findings
 */
export async function checkClinic(
  db: Sql,
  rules: CheckRules,
  now: Instant,
  onFound: Report = () => undefined,
  progress: CheckProgress = () => undefined,
): Promise<CheckResult> {
  const gathered = gatherFindings();
  const report: Report = (problem, id) => {
    gathered.report(problem, id);
    onFound(problem, id);
  };
  return db.connection().execute(async (snapshot) => {
    await sql`set transaction isolation level repeatable read`.execute(
      snapshot,
    );
    await sql`start transaction with consistent snapshot`.execute(snapshot);
    try {
      progress("the audit", 0);
      const audit_entries = await checkChain(snapshot, rules, report);
      progress("overlaps", 0.3);
      await checkOverlaps(snapshot, report);
      progress("visits", 0.4);
      const visits = await checkVisits(snapshot, rules, now, report);
      progress("people", 0.7);
      const people = await checkPeople(snapshot, rules, report);
      progress("payments and prescriptions", 0.9);
      const payments = await checkPayments(snapshot, rules, report);
      const prescriptions = await checkPrescriptions(snapshot, report);
      return {
        checked: { audit_entries, visits, people, payments, prescriptions },
        findings: gathered.list(),
      };
    } finally {
      await sql`rollback`.execute(snapshot).catch(() => undefined);
    }
  });
}
