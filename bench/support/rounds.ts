import type { Comparison, Measure, Sample } from "./workload.ts";

export interface Compared {
  readonly ours: number;
  readonly baseline: number;
  /** The median of the ratios of each round. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
  /** The same of the processor time a request, where it is known: what ours takes of what the baseline takes. */
  readonly cpu:
    { readonly ours: number; readonly baseline: number } | undefined;
  /** Seconds until the audit was delivered: the longest. */
  readonly drained: number | undefined;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1
    ? upper
    : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function cpuOf(samples: readonly Sample[]): number | undefined {
  const known = samples.flatMap(({ cpu }) => (cpu === undefined ? [] : [cpu]));
  return known.length === 0 ? undefined : median(known);
}

const warmUpSeconds = 20;
/** The compiler of the server has done its work by then. */
const warmRequests = 4_000;

async function warmUp(measure: Measure): Promise<void> {
  let done = 0;
  const end = performance.now() + warmUpSeconds * 1000;
  while (done < warmRequests && performance.now() < end) {
    done += (await measure(1)).requests;
  }
}

/** Ours, baseline, ours, baseline: what else the machine does falls on both. */
export async function compare(
  comparison: Comparison,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
  untilDelivered: () => Promise<number>,
): Promise<Compared> {
  await warmUp(comparison.ours);
  await warmUp(comparison.baseline);
  if (comparison.audited) await untilDelivered();
  const ours: Sample[] = [];
  const baseline: Sample[] = [];
  const drained: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await comparison.ours(seconds));
    if (comparison.audited) drained.push(await untilDelivered());
    baseline.push(await comparison.baseline(seconds));
  }
  const ratios = ours.map(
    ({ value }, round) => value / (baseline[round]?.value ?? Number.NaN),
  );
  const cpu = { ours: cpuOf(ours), baseline: cpuOf(baseline) };
  return {
    ours: median(ours.map(({ value }) => value)),
    baseline: median(baseline.map(({ value }) => value)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    cpu:
      cpu.ours === undefined || cpu.baseline === undefined
        ? undefined
        : { ours: cpu.ours, baseline: cpu.baseline },
    drained: drained.length > 0 ? Math.max(...drained) : undefined,
  };
}
