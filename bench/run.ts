import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./support/bench-database.ts";
import { openBench, type OpenBench } from "./support/open-bench.ts";
import { readOptions, type BenchOptions } from "./support/options.ts";
import { untilDelivered } from "./support/outbox.ts";
import { boundedLine, lineOf, table, type Line } from "./support/report.ts";
import { compare } from "./support/rounds.ts";
import type { Bounded, Comparison } from "./support/workload.ts";
import { book } from "./workloads/book.ts";
import { bookers } from "./workloads/bookers.ts";
import { dayBoards } from "./workloads/day-boards.ts";
import { freeSlots } from "./workloads/free-slots.ts";
import { nameSearch } from "./workloads/name-search.ts";
import { patientById } from "./workloads/patient-by-id.ts";
import { start } from "./workloads/start.ts";

const workloads = [
  patientById,
  nameSearch,
  dayBoards,
  freeSlots,
  book,
  bookers,
  start,
];

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function measure(
  bench: OpenBench,
  options: BenchOptions,
  one: Comparison | Bounded,
): Promise<Line> {
  if ("measure" in one) return boundedLine(one, await one.measure());
  const pools = [bench, bench.small].flatMap((each) => each?.driver ?? []);
  const delivered = async (): Promise<number> =>
    Math.max(...(await Promise.all(pools.map(untilDelivered))));
  return lineOf(one, await compare(one, options, delivered));
}

async function run(options: BenchOptions): Promise<Line[]> {
  const chosen = workloads.filter(
    ({ name }) => options.only === undefined || name === options.only,
  );
  if (chosen.length === 0)
    throw new Error(
      `--only is one of ${workloads.map(({ name }) => name).join(", ")}`,
    );
  execFileSync(process.execPath, [join(root, "scripts/build.mjs")]);
  say(`Opening the database of size ${options.size} (its first time loads it)`);
  const bench = await openBench(options.size, options.profile);
  say(`MariaDB ${bench.version}`);
  const lines: Line[] = [];
  try {
    for (const workload of chosen) {
      const prepared = await workload.prepare(bench);
      for (const one of prepared.measured) {
        const line = await measure(bench, options, one);
        say(
          `${line.name}: ${line.ours}, ${line.ratio}, ${line.reach}, cpu ${line.cpu}, audit ${line.drained}`,
        );
        lines.push(line);
      }
      await prepared.close?.();
    }
  } finally {
    await bench.close();
  }
  return lines;
}

const options = readOptions(process.argv.slice(2));
const lines = await run(options);
console.log(options.json ? JSON.stringify(lines, null, 2) : table(lines));
process.exit();
