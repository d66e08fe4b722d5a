import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  aBookedAppointment,
  aDoctor,
  aLocation,
  aPatient,
} from "#test/support/factories.ts";
import { trials } from "#test/support/trials.ts";
import { startTwoServers, type TwoServers } from "#test/support/two-servers.ts";

const TRIALS = trials(500);
const WRITERS = 16;

let clinic: TestClinic;
let servers: TwoServers;
let desk: Person;
let admin: Person;

beforeAll(async () => {
  clinic = await startClinic();
  servers = await startTwoServers(clinic);
  desk = await clinic.signIn("front_desk");
  admin = await clinic.signIn("admin");
});
afterAll(async () => {
  await servers?.close();
  await clinic?.close();
});

interface Noun {
  readonly name: string;
  readonly table: "patients" | "doctors" | "clinic_locations" | "appointments";
  readonly who: () => Person;
  readonly make: () => Promise<number>;
  readonly change: (writer: number) => object;
}

const phone = (writer: number) => ({
  phone: `555-${String(2_000 + writer)}`,
});
const nouns: Noun[] = [
  {
    name: "patients",
    table: "patients",
    who: () => desk,
    make: () => aPatient(clinic),
    change: phone,
  },
  {
    name: "doctors",
    table: "doctors",
    who: () => admin,
    make: () => aDoctor(clinic),
    change: phone,
  },
  {
    name: "locations",
    table: "clinic_locations",
    who: () => admin,
    make: () => aLocation(clinic),
    change: phone,
  },
  {
    name: "appointments",
    table: "appointments",
    who: () => desk,
    make: async () => (await aBookedAppointment(clinic)).id as number,
    change: (writer) => ({ notes: `writer ${writer}` }),
  },
];

test.each(nouns)(
  `${WRITERS} writers with one ETag of $name: ${TRIALS} trials`,
  { timeout: 60_000 + TRIALS * 3_000 },
  async ({ name, table, who, make, change }) => {
    const id = await make();
    for (let version = 1; version <= TRIALS; version += 1) {
      const answers = await Promise.all(
        Array.from({ length: WRITERS }, (_, writer) =>
          servers.send(
            writer,
            who(),
            "PATCH",
            `/${name}/${id}`,
            change(writer + version),
            { "if-match": `"${version}"` },
          ),
        ),
      );
      const statuses = answers.map((answer) => answer.status).sort();
      expect(statuses).toEqual([200, ...Array(WRITERS - 1).fill(412)]);
      const row = await clinic.database.sql
        .selectFrom(table)
        .selectAll()
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      const winner = answers.findIndex((answer) => answer.status === 200);
      expect(row).toMatchObject({
        ...change(winner + version),
        row_version: version + 1,
      });
    }
  },
);
