import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrateToLatest } from "#server/storage/migrate.ts";
import { fillPatients } from "#test/support/fill-patients.ts";
import {
  scratchDatabase,
  type ScratchDatabase,
} from "#test/support/scratch-database.ts";
import {
  searchPatients,
  seededRandom,
} from "../../../../bench/support/search-data.ts";
import type { PatientSearchRepository } from "./patient-search.repository.ts";
import { patientSearchRepository } from "./patient-search.repository.ts";
import type { SearchablePatient } from "./search/index-rows.rules.ts";

const others = 5_000;
let nextId = 100_001;

const cast = (
  first_name: string,
  last_name: string,
  more: Partial<SearchablePatient> = {},
): SearchablePatient => ({
  id: nextId++,
  first_name,
  last_name,
  phone: "(999) 100-0000",
  email: null,
  date_of_birth: "1901-02-03",
  is_active: true,
  ...more,
});

const jane = cast("Janeth", "Quimby", {
  phone: "(212) 555-0134",
  email: "janeth.quimby@mail.example",
  date_of_birth: "1987-03-04",
});
const people = {
  jane,
  retired: cast("Janeth", "Quimby", { is_active: false }),
  brien: cast("Siobhán", "O'Brienne"),
  muller: cast("Jörg", "Müllerstein"),
  orsted: cast("Åse", "Ørstedal"),
  lukasz: cast("Łukasz", "Żółkiewski"),
  weiss: cast("Ute", "Großmannsdorf"),
  marie: cast("Anne-Marie", "Tuxworth"),
  donald: cast("Ewan", "MacQuarrie"),
  long: cast("Maria José", "Quintanilla Zubizarreta"),
  london: cast("Percy", "Thrower", { phone: "020 7946 0018" }),
  local: cast("Winnie", "Grubb", { phone: "867-5309" }),
  greek: cast("Ελένη", "Καραγιάννη"),
  cyrillic: cast("Фёдор", "Щербаков"),
  arabic: cast("خالد", "إبراهيم"),
  han: cast("文静", "欧阳"),
};

let scratch: ScratchDatabase;
let search: PatientSearchRepository;

async function found(q: string): Promise<number[]> {
  const answers = await search.search(q, { limit: 20, offset: 0 });
  return answers.map(({ id }) => id);
}

beforeAll(async () => {
  scratch = await scratchDatabase("search");
  await migrateToLatest(scratch.database.sql);
  await fillPatients(scratch, searchPatients(others));
  await fillPatients(scratch, Object.values(people));
  search = patientSearchRepository(scratch.database.sql, seededRandom(5));
});

afterAll(() => scratch.drop());

describe("a patient is found", () => {
  it.each<[keyof typeof people, string]>([
    ["jane", "Janeth Quimby"],
    ["jane", "quimby janeth"],
    ["jane", "quim"],
    ["jane", "janeth q"],
    ["jane", "jan qui"],
    ["jane", "quimyb"],
    ["jane", "quimb janeht"],
    ["jane", "Qiumby Janeth"],
    ["jane", "janeth 555-0134"],
    ["jane", "5550134"],
    ["jane", "+1 (212) 555 0134"],
    ["jane", "quimbi 1987-03-04"],
    ["jane", "4 mar 1987 jan"],
    ["jane", "quimby 3/4/87"],
    ["jane", "04.03.1987 quimby"],
    ["jane", "JANETH.QUIMBY@mail.example"],
    ["jane", "janeth.quimby@"],
    ["jane", `#${jane.id}`],
    ["jane", `${jane.id} quimby`],
    ["brien", "obrienne"],
    ["brien", "o brienne"],
    ["brien", "siobhan o’brienne"],
    ["brien", "O'Breinne"],
    ["muller", "mullerstein"],
    ["muller", "muellerstein"],
    ["muller", "joerg müllerstein"],
    ["muller", "jorg muelerstein"],
    ["orsted", "orstedal"],
    ["orsted", "oerstedal ase"],
    ["lukasz", "lukasz zolkiewski"],
    ["weiss", "grossmannsdorf"],
    ["weiss", "GROẞMANNSDORF"],
    ["marie", "annemarie tuxworth"],
    ["marie", "marie tuxworth"],
    ["marie", "tuxworth anne"],
    ["donald", "mac quarrie"],
    ["donald", "ewan mac quarrie"],
    ["long", "maria jose quintanilla zubizarreta"],
    ["long", "quintanilla maria"],
    ["long", "zubizarreta jose quinta"],
    ["long", "maria quintanila zubizarreta"],
    ["long", "maria fernanda zubizarreta"],
    ["london", "+44 20 7946 0018"],
    ["london", "2079460018 percy"],
    ["local", "415 867 5309"],
    ["greek", "ελενη"],
    ["greek", "ΚΑΡΑΓΙΆΝΝΗ"],
    ["cyrillic", "федор щербаков"],
    ["cyrillic", "щебраков"],
    ["arabic", "ابراهيم"],
    ["han", "欧阳文静"],
    ["han", "文静"],
    ["han", "静"],
    ["han", "欧阳 文静"],
    ["han", "文静欧阳"],
  ])("%s by %s", async (who, q) => {
    expect(await found(q)).toContain(people[who].id);
  });
});

describe("the answers", () => {
  it.each([
    "",
    " ",
    "%",
    "_",
    "'",
    "\\",
    "#",
    "@",
    "🙂",
    "qqxxzz",
    "-- ;",
    "0",
  ])("are none for %j", async (q) => {
    expect(await found(q)).toEqual([]);
  });

  it("put inactive patients last, exact before close", async () => {
    const ids = await found("janeth quimby");
    expect(ids[0]).toBe(people.jane.id);
    expect(ids.at(-1)).toBe(people.retired.id);
    const [best] = await search.search("janeth quimby", {
      limit: 1,
      offset: 0,
    });
    expect(best).toMatchObject({ match: "exact", score: 100 });
    expect(best?.patient).toMatchObject({ last_name: "Quimby", is_active: 1 });
  });

  it("go on page by page without repeating anybody", async () => {
    const all: number[] = [];
    for (let offset = 0; offset < 100; offset += 20) {
      const page = await search.search("smith", { limit: 20, offset });
      all.push(...page.map(({ id }) => id));
    }
    expect(all).toHaveLength(100);
    const whole = await search.search("smith", { limit: 200, offset: 0 });
    expect(whole.length).toBeGreaterThan(100);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
  });

  it("need every part to fit", async () => {
    expect(await found("quimby 1999-01-01")).toEqual([]);
    expect(await found("thrower 555-0134")).toEqual([]);
  });

  it("are found from the name when a date is too common to read whole", async () => {
    const day = "1970-01-01";
    const many = Array.from({ length: 450 }, (_, n) =>
      cast("Newyear", `Baby${"abcdefghij"[n % 10]}`, { date_of_birth: day }),
    );
    await fillPatients(scratch, [
      ...many,
      cast("Zebulon", "Newcomb", { date_of_birth: day, id: 900_001 }),
    ]);
    expect(await found(`newcmob ${day}`)).toEqual([900_001]);
  });
});

describe("the index follows the patient", () => {
  const count = async (): Promise<unknown> => {
    const [rows] = await scratch.connection.query(
      "SELECT COUNT(*) AS names FROM patient_search_names WHERE patient_id = 800001",
    );
    return rows;
  };

  it("through registration, a new name and telephone, and leaving", async () => {
    const born = cast("Tabitha", "Wexcombe", { id: 800_001 });
    await fillPatients(scratch, [born]);
    await search.index(born, born);
    expect(await found("wexcombe")).toEqual([born.id]);
    const married = {
      ...born,
      last_name: "Yardley-Pyke",
      phone: "311-7772222",
    };
    await scratch.connection.query(
      "UPDATE patients SET last_name = 'Yardley-Pyke', phone = '311-7772222' WHERE id = 800001",
    );
    await search.index(married, born);
    expect(await found("wexcombe")).toEqual([]);
    expect(await found("tabitha yardleypyke")).toEqual([born.id]);
    expect(await found("7772222")).toEqual([born.id]);
    const gone = { ...married, is_active: false };
    await search.index(gone, married);
    expect(await count()).toEqual([{ names: 8 }]);
    const [rows] = await scratch.connection.query(
      "SELECT DISTINCT is_active FROM patient_search_names WHERE patient_id = 800001",
    );
    expect(rows).toEqual([{ is_active: 0 }]);
  });

  it("writes a new word once, whoever registers it at the same moment", async () => {
    const twins = [1, 2, 3, 4, 5, 6].map((n) =>
      cast("Xanthippe", "Oglethorpe", { id: 700_000 + n }),
    );
    await Promise.all(twins.map((patient) => search.index(patient, undefined)));
    const [rows] = await scratch.connection.query(
      "SELECT word FROM patient_search_words WHERE word IN ('xanthippe', 'oglethorpe') ORDER BY word",
    );
    expect(rows).toEqual([{ word: "oglethorpe" }, { word: "xanthippe" }]);
  });
});

describe("possible duplicates", () => {
  const like = (changes: Partial<SearchablePatient>) =>
    search.duplicateCandidates({ ...people.jane, id: 1, ...changes });

  it.each<[string, Partial<SearchablePatient>]>([
    ["a misspelt name and the birthday", { last_name: "Quimbey", phone: "-" }],
    [
      "day and month the other way",
      { date_of_birth: "1987-04-03", phone: "-" },
    ],
    ["name and telephone", { date_of_birth: "1999-09-09", email: null }],
    ["names turned round", { first_name: "Quimby", last_name: "Janeth" }],
  ])("by %s", async (_, changes) => {
    const [best] = await like(changes);
    expect(best?.patient.id).toBe(people.jane.id);
    expect(best?.reasons.length).toBeGreaterThan(1);
  });

  it("are none for a namesake or the patient itself", async () => {
    expect(
      await like({ phone: "1", email: null, date_of_birth: "1950-10-10" }),
    ).toEqual([]);
    expect(await search.duplicateCandidates(people.jane)).toEqual([]);
  });
});
