import type { AuditEvent } from "#server/kernel/audit-event.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { sqlToInstant, type Instant } from "#server/kernel/instants.ts";
import type { Transact } from "#server/kernel/transact.ts";
import type { Calendars } from "#server/storage/calendars.ts";
import type { Problem } from "#server/storage/check/findings.ts";
import type { IndexedPatient, UpkeepRepository } from "./upkeep.repository.ts";

export interface RepairNeeds {
  readonly clock: Clock;
  readonly transact: Transact<{
    rows: UpkeepRepository;
    calendars: Calendars;
    search: {
      index(patient: IndexedPatient, before: undefined): Promise<void>;
    };
  }>;
  readonly cellsOf: (starts_at: Instant, ends_at: Instant) => number[];
  readonly cellsKeptHours: number;
  /** Derives the instants of visits ahead again, each with its audit entry. */
  readonly recompute: (call: Call) => Promise<unknown>;
}

const live: readonly unknown[] = ["Scheduled", "Completed"];

const event = (action: string, target: AuditEvent["target"]): AuditEvent => ({
  event_type: "data_repaired",
  action,
  target,
  actor: { id: 0, type: "system", name: "command line" },
});

/** Puts right what follows from other rows; what does not is only told. */
export function repairService(needs: RepairNeeds) {
  const { clock, transact, cellsOf } = needs;

  /** The visit's cells as its row says; the calendars are taken first, as by everybody. */
  const cells = (call: Call, id: number): Promise<void> =>
    transact(call, async (tx) => {
      const seen = await tx.rows.visit(id);
      await tx.calendars.touch({
        doctors: seen ? [seen.doctor_id] : [],
        patients: seen ? [seen.patient_id] : [],
      });
      const visit = await tx.rows.visit(id);
      await tx.calendars.release([id]);
      const oldest = clock.now().subtract({ hours: needs.cellsKeptHours });
      if (visit?.starts_at && visit.ends_at && live.includes(visit.status)) {
        const ends_at = sqlToInstant(visit.ends_at);
        const { doctor_id, patient_id } = visit;
        const due = cellsOf(sqlToInstant(visit.starts_at), ends_at);
        if (ends_at.epochMilliseconds > oldest.epochMilliseconds)
          await tx.calendars.claim([
            { appointment_id: id, doctor_id, patient_id, cells: due },
          ]);
      }
      const patient_id = visit?.patient_id ?? null;
      tx.audit(event("cells", { type: "appointment", id, patient_id }));
    });

  const calendar = (
    call: Call,
    kind: "doctor" | "patient",
    id: number,
  ): Promise<void> =>
    transact(call, async (tx) => {
      await tx.calendars.touch({ [`${kind}s`]: [id] });
      const patient_id = kind === "patient" ? id : null;
      tx.audit(event("calendar", { type: kind, id, patient_id }));
    });

  const search = (call: Call, id: number): Promise<void> =>
    transact(call, async (tx) => {
      const patient = await tx.rows.patient(id);
      if (patient) await tx.search.index(patient, undefined);
      tx.audit(event("search", { type: "patient", id, patient_id: id }));
    });

  // In this order: what nobody should hold is let go before others claim it.
  const repairs = new Map<Problem, (call: Call, id: number) => Promise<void>>([
    ["doctor_calendar", (call, id) => calendar(call, "doctor", id)],
    ["patient_calendar", (call, id) => calendar(call, "patient", id)],
    ["orphan_cells", cells],
    ["visit_cells", cells],
    ["patient_search", search],
  ]);

  /** @returns whether it was done; not when somebody else holds the time */
  const attempt = async (work: Promise<void>): Promise<boolean> => {
    try {
      await work;
      return true;
    } catch (error) {
      if (error instanceof ClinicError && error.code.endsWith("_busy"))
        return false;
      throw error;
    }
  };

  return {
    /** @returns whether repairing the problem is known at all */
    canRepair: (problem: Problem): boolean =>
      repairs.has(problem) || problem === "visit_instants",

    /** Repairs what was found. A visit whose time somebody else holds stays as it is, and is found again. */
    async repair(
      call: Call,
      found: ReadonlyMap<Problem, ReadonlySet<number>>,
      progress: (done: number) => void = () => undefined,
    ): Promise<void> {
      if (found.has("visit_instants")) await needs.recompute(call);
      let done = 0;
      const of = [...found.values()].reduce((sum, ids) => sum + ids.size, 0);
      for (const [problem, repair] of repairs) {
        const held: number[] = [];
        for (const id of found.get(problem) ?? []) {
          if (!(await attempt(repair(call, id)))) held.push(id);
          progress((done += 1) / of);
        }
        // The holder may have been repaired after it.
        for (const id of held) await attempt(repair(call, id));
      }
    },
  };
}
