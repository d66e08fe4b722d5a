import type { Compared } from "./rounds.ts";
import type { Bounded, Comparison } from "./workload.ts";

/** One line of the result. */
export interface Line {
  readonly name: string;
  readonly ours: string;
  readonly baseline: string;
  readonly ratio: string;
  readonly reach: string;
  readonly reached: boolean;
  readonly drained: string;
  readonly cpu: string;
}

const drainedWithin = 2;
const number = (value: number): string =>
  value >= 100
    ? Math.round(value).toLocaleString("en-US")
    : value.toPrecision(3);

/** A ratio of rates in percent, of times as a multiple. */
function shown(comparison: Comparison, ratio: number): string {
  return comparison.unit === "ms"
    ? `${ratio.toFixed(2)} x`
    : `${(ratio * 100).toFixed(0)} %`;
}

export function lineOf(comparison: Comparison, compared: Compared): Line {
  const { reach, unit } = comparison;
  const { ratio, lowest, highest, drained, cpu } = compared;
  const reached =
    "atLeast" in reach ? ratio >= reach.atLeast : ratio <= reach.atMost;
  return {
    name: comparison.name,
    ours: `${number(compared.ours)} ${unit}`,
    baseline: `${number(compared.baseline)} ${unit} (${comparison.against})`,
    ratio: `${shown(comparison, ratio)} (${shown(comparison, lowest)} to ${shown(comparison, highest)})`,
    reach:
      "atLeast" in reach
        ? `>= ${shown(comparison, reach.atLeast)}`
        : `<= ${shown(comparison, reach.atMost)}`,
    reached: reached && (drained ?? 0) <= drainedWithin,
    drained: drained === undefined ? "-" : `${drained.toFixed(2)} s`,
    cpu: cpu ? `${cpu.ours.toFixed(3)} / ${cpu.baseline.toFixed(3)} ms` : "-",
  };
}

export function boundedLine(bounded: Bounded, value: number): Line {
  return {
    name: bounded.name,
    ours: `${number(value)} ${bounded.unit}`,
    baseline: "-",
    ratio: "-",
    reach: `< ${bounded.below} ${bounded.unit}`,
    reached: value < bounded.below,
    drained: "-",
    cpu: "-",
  };
}

/** The table as docs/performance.md shows it. */
export function table(lines: readonly Line[]): string {
  const head = [
    "workload",
    "ours",
    "baseline",
    "ratio (lowest to highest)",
    "reach",
    "reached",
    "audit delivered after",
    "CPU a request, ours / baseline",
  ];
  const rows = lines.map((line) => [
    line.name,
    line.ours,
    line.baseline,
    line.ratio,
    line.reach,
    line.reached ? "yes" : "**no**",
    line.drained,
    line.cpu,
  ]);
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
