/** Everything that `chartroom check` can find, in words. */
export const problems = {
  chain_gap: "audit entries missing; the chain goes on before seq",
  chain_order: "audit entries whose own seq is another than their row's",
  chain_link: "audit entries that do not name their predecessor",
  chain_hash: "audit entries changed after they were sealed",
  chain_personal_part: "audit entries whose personal part was changed",
  chain_text: "audit entries that were not written by Chartroom",
  audit_index: "audit entries whose index columns tell another story",
  audit_set: "audit entries whose list of patients is not indexed",
  audit_head: "the head of the chain is not its last entry; it stands at seq",
  audit_backlog: "audit entries that nobody delivers, by place in the outbox",
  doctor_overlap: "visits that overlap another of the same doctor",
  patient_overlap: "visits that overlap another of the same patient",
  visit_instants: "visits whose instants do not follow from their wall time",
  visit_cells: "live visits whose calendar cells are not exactly theirs",
  orphan_cells: "visits that hold cells without being live",
  doctor_calendar: "doctors without a calendar",
  patient_calendar: "patients without a calendar",
  patient_search: "patients that the search does not know as they are",
  search_left_over: "search rows too many, compared with all patients",
  payment_status: "payments whose status does not follow from their receipts",
  payment_overpaid: "payments with more received than due, or less than none",
  prescription_versions: "prescriptions whose history has a gap",
} as const;

export type Problem = keyof typeof problems;

/** One kind of fault: how many, and the first ids. Never data of a patient. */
export interface Finding {
  readonly problem: Problem;
  readonly count: number;
  readonly ids: readonly number[];
}

export type Report = (problem: Problem, id: number) => void;

const idsShown = 20;

/** Gathers what the checks report, in memory that does not grow with the faults. */
export function gatherFindings(): { report: Report; list(): Finding[] } {
  const found = new Map<Problem, { count: number; ids: number[] }>();
  return {
    report(problem, id) {
      const so_far = found.get(problem) ?? { count: 0, ids: [] };
      so_far.count += 1;
      if (so_far.ids.length < idsShown) so_far.ids.push(id);
      found.set(problem, so_far);
    },
    list: () => [...found].map(([problem, told]) => ({ problem, ...told })),
  };
}
