import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { patientSearchRepository } from "#server/modules/patients/patient-search.repository.ts";
import type { SearchablePatient } from "#server/modules/patients/search/index-rows.rules.ts";
import { migrateToLatest } from "#server/storage/migrate.ts";
import { fillPatients } from "#test/support/fill-patients.ts";
import {
  scratchDatabase,
  type ScratchDatabase,
} from "#test/support/scratch-database.ts";
import {
  searchPatients,
  seededRandom,
} from "../../bench/support/search-data.ts";
import { measureRecall } from "../../bench/support/search-recall.ts";

const torture = process.env["CHARTROOM_TORTURE"] !== undefined;
const clinic = torture ? 1_000_000 : 20_000;
const names = torture ? 2_000 : 60;
const seed = Number(process.env["CHARTROOM_SEED"] ?? Date.now() % 1_000_000);

let scratch: ScratchDatabase;

beforeAll(async () => {
  scratch = await scratchDatabase("recall");
  await migrateToLatest(scratch.database.sql);
  await fillPatients(scratch, searchPatients(clinic));
}, 1_200_000);

afterAll(() => scratch.drop());

describe(`search among ${clinic} patients, CHARTROOM_SEED=${seed}`, () => {
  it("has the meant name in the first 20 answers at least 95 times in 100, for every edit", async () => {
    const random = seededRandom(seed);
    const chosen = new Set<number>();
    while (chosen.size < names) chosen.add(1 + Math.floor(random() * clinic));
    const patients: SearchablePatient[] = [];
    for (const patient of searchPatients(clinic))
      if (chosen.has(patient.id)) patients.push(patient);
    const { search } = patientSearchRepository(scratch.database.sql);

    const recalls = await measureRecall(search, patients, random);

    const told = recalls.map(
      ({ edit, asked, found, median }) =>
        `${edit}: ${found} of ${asked}, ${median.toFixed(1)} ms`,
    );
    if (torture) console.log(told.join("\n"));
    const poor = recalls.filter(
      ({ asked, found }) => asked < names / 2 || found < 0.95 * asked,
    );
    expect(poor, told.join("\n")).toEqual([]);
  }, 1_200_000);
});
