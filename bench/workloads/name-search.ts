import { loadOf } from "../support/load.ts";
import { nameQuestions } from "../support/name-questions.ts";
import type { Bench, Comparison, Workload } from "../support/workload.ts";

const asks = (path: string, typed: readonly string[]) =>
  typed.map((q) => ({ method: "POST", path, body: { q } }) as const);

const searched = (bench: Bench, typed: readonly string[]) =>
  loadOf(
    bench.ours,
    asks("/api/v1/patients/search", typed),
    bench.fixture.headers,
  );

/** The same kind of question in a clinic of a hundredth of the patients. */
async function growth(bench: Bench, small: Bench): Promise<Comparison[]> {
  const [large, few] = [await nameQuestions(bench), await nameQuestions(small)];
  return (["prefixes", "misspelt"] as const).map((kind) => ({
    name: `name search, ${kind === "prefixes" ? "unfinished" : "misspelt"}: 1M beside 10k`,
    unit: "a second",
    ours: searched(bench, large[kind]),
    baseline: searched(small, few[kind]),
    against: "ours with 10,000 patients",
    reach: { atLeast: 0.5 },
    audited: true,
  }));
}

export const nameSearch: Workload = {
  name: "name-search",
  async prepare(bench) {
    const { prefixes, misspelt } = await nameQuestions(bench);
    const baseline = loadOf(bench.thin, asks("/patients/search", prefixes));
    const against = "last_name LIKE 'x%' in a thin handler";
    const audited = true;
    return {
      measured: [
        {
          name: "name search, 20 rows, unfinished",
          unit: "a second",
          ours: searched(bench, prefixes),
          baseline,
          against,
          reach: { atLeast: 0.35 },
          audited,
        },
        {
          name: "name search, 20 rows, misspelt",
          unit: "a second",
          ours: searched(bench, misspelt),
          baseline,
          against,
          reach: { atLeast: 0.15 },
          audited,
        },
        ...(bench.small ? await growth(bench, bench.small) : []),
      ],
    };
  },
};
