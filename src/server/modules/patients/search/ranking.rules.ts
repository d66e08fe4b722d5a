import type { Match, NameMatch } from "./match-name.rules.ts";

/** A patient who may be meant. */
export interface Candidate extends NameMatch {
  readonly patient_id: number;
  readonly is_active: boolean;
  /** What the patient was found by: answers take turns between names. */
  readonly name: string;
  /** Logarithm of how common the name is; the more common goes first among equals. */
  readonly weight: number;
}

const page = 20;
/** What each kind of match may take of a page while the others have more to show. */
const share: Readonly<Record<Match, number>> = {
  exact: 8,
  prefix: 6,
  close: 6,
};
const kinds: readonly Match[] = ["exact", "prefix", "close"];

function bestOfEach(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<number, Candidate>();
  for (const candidate of candidates) {
    const known = best.get(candidate.patient_id);
    if (!known || candidate.score > known.score)
      best.set(candidate.patient_id, candidate);
  }
  return [...best.values()];
}

/** One of each name, then the second of each name, and so on: a common name does not hide the rest. */
function takeTurns(candidates: readonly Candidate[]): Candidate[] {
  const turnOf = new Map<string, number>();
  return [...candidates]
    .sort(
      (a, b) =>
        b.score - a.score || b.weight - a.weight || a.patient_id - b.patient_id,
    )
    .map((candidate) => {
      const turn = turnOf.get(candidate.name) ?? 0;
      turnOf.set(candidate.name, turn + 1);
      return { candidate, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ candidate }) => candidate);
}

/** Deals pages so that a slip of the keys that makes another common name still shows the meant one. */
function dealPages(candidates: readonly Candidate[]): Candidate[] {
  const queues = new Map(
    kinds.map((kind) => [
      kind,
      takeTurns(candidates.filter(({ match }) => match === kind)),
    ]),
  );
  const answer: Candidate[] = [];
  while (answer.length < candidates.length) {
    const dealt = kinds.flatMap((kind) =>
      queues.get(kind)!.splice(0, share[kind]),
    );
    for (const kind of kinds)
      dealt.push(...queues.get(kind)!.splice(0, page - dealt.length));
    const place = ({ match }: Candidate): number => kinds.indexOf(match);
    answer.push(...dealt.sort((a, b) => place(a) - place(b)));
  }
  return answer;
}

/** The order of the answers: each patient once, the inactive last. */
export function rankCandidates(candidates: readonly Candidate[]): Candidate[] {
  const patients = bestOfEach(candidates);
  return [
    ...dealPages(patients.filter(({ is_active }) => is_active)),
    ...dealPages(patients.filter(({ is_active }) => !is_active)),
  ];
}
