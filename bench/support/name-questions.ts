import type { RowDataPacket } from "mysql2/promise";
import { nameWords } from "#server/modules/patients/search/name-words.rules.ts";
import { oneOf, whole, drawn } from "./draw.ts";
import { nameEdits } from "./search-edits.ts";
import type { Bench } from "./workload.ts";

export interface NameQuestions {
  /** Three to five letters that a family name begins with. */
  readonly prefixes: readonly string[];
  /** One slip in a name, alone or beside the other name. */
  readonly misspelt: readonly string[];
}

interface Named extends RowDataPacket {
  id: number;
  first_name: string;
  last_name: string;
  date_of_birth: string;
  phone: string;
}

const slips = nameEdits.filter(({ name }) =>
  /^(swap|drop|add|replace),/.test(name),
);

/** What is typed by people who look for patients of this clinic. */
export async function nameQuestions({
  driver,
  fixture,
  random,
}: Pick<Bench, "driver" | "fixture" | "random">): Promise<NameQuestions> {
  const ids = drawn(() => whole(random, 1, fixture.patients));
  const [patients] = await driver.query<Named[]>(
    "select id, first_name, last_name, date_of_birth, phone from patients where id in (?)",
    [ids],
  );
  const plain = patients.filter(({ last_name }) =>
    /^[A-Za-z]{4,}$/.test(last_name),
  );
  const misspelt = patients.flatMap((patient) => {
    const words = nameWords(`${patient.first_name} ${patient.last_name}`);
    const question = oneOf(slips, random).edit(
      { ...patient, email: null, is_active: true },
      words.map(([word]) => word),
      random,
    );
    return question ? [question.typed] : [];
  });
  return {
    prefixes: plain.map(({ last_name }) =>
      last_name.slice(0, whole(random, 3, 5)),
    ),
    misspelt,
  };
}
