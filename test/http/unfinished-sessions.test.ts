import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "#contract/api.ts";
import { addressOf, bodiesOf } from "#test/permissions/matrix-requests.ts";
import {
  matrixWorld,
  type Asker,
  type MatrixWorld,
} from "#test/permissions/matrix-world.ts";
import type { Person } from "#test/support/clinic.ts";

let world: MatrixWorld;
beforeAll(async () => {
  world = await matrixWorld();
});
afterAll(() => world.clinic.close());

const people: readonly Asker[] = [
  "admin",
  "front_desk",
  "doctor treating",
  "patient own",
];
const closed = api.filter(
  (endpoint) => endpoint.action !== "public" && !endpoint.unfinishedSession,
);

/** Every operation that needs a whole session, as somebody without one. @returns what was answered, each once */
async function everything(person: Person): Promise<string[]> {
  const answers = new Set<string>();
  for (const { id, method, path, ifMatch } of closed) {
    const answer = await person.request(
      method,
      addressOf(id, path, world.ids),
      bodiesOf(world.ids)[id],
      ifMatch ? { if_match: 999 } : {},
    );
    answers.add(`${answer.status} ${(answer.body as { code: string }).code}`);
  }
  return [...answers];
}

const sessionsOf = (person: Person) =>
  world.clinic.database.sql
    .updateTable("sessions")
    .where("account_id", "=", person.account_id);

test.each([
  ["second_factor", "401 second_factor_required"],
  ["enrol", "401 second_factor_required"],
  ["locked", "401 session_locked"],
] as const)(
  "a session in stage %s can do nothing else",
  async (stage, said) => {
    for (const asker of people) {
      const person = await world.as(asker);
      await sessionsOf(person).set({ stage }).execute();
      expect([asker, await everything(person)]).toEqual([asker, [said]]);
    }
  },
);

test.each([
  ["revoked", { revoked_at: "2020-01-01 00:00:00" }],
  ["expired", { expires_at: "2020-01-01 00:00:00" }],
] as const)("a session that is %s is none", async (_, columns) => {
  const person = await world.as("front_desk");
  await sessionsOf(person).set(columns).execute();
  expect(await everything(person)).toEqual(["401 sign_in_required"]);
});

test("an account out of use has no sessions", async () => {
  const person = await world.as("front_desk");
  const active = (is_active: boolean) =>
    world.clinic.database.sql
      .updateTable("accounts")
      .set({ is_active })
      .where("id", "=", person.account_id)
      .execute();
  await active(false);
  expect(await everything(person)).toEqual(["401 sign_in_required"]);
  await active(true);
});

test.each([
  [
    "cover",
    "doctor_covers",
    { starts_on: "2020-01-01", ends_on: "2020-01-02" },
  ],
  [
    "cover",
    "doctor_covers",
    {
      starts_on: "2020-01-01",
      ends_on: "2099-01-01",
      cancelled_at: "2026-01-01 00:00:00",
    },
  ],
  ["break-glass", "break_glass_grants", { expires_at: "2020-01-01 00:00:00" }],
  [
    "break-glass",
    "break_glass_grants",
    {
      expires_at: "2099-01-01 00:00:00",
      ended_at: "2026-01-01 00:00:00",
      ended_by: "doctor" as const,
    },
  ],
] as const)(
  "a doctor whose %s is over finds nothing of the patient (%s %j)",
  async (right, table, columns) => {
    const doctor = await world.as(`doctor ${right}`);
    const { patient_id, appointment_id, prescription_id } = world.ids;
    const paths = [
      `/patients/${patient_id}`,
      `/patients/${patient_id}/contacts`,
      `/patients/${patient_id}/consents`,
      `/patients/${patient_id}/appointments`,
      `/patients/${patient_id}/prescriptions`,
      `/appointments/${appointment_id}`,
      `/appointments/${appointment_id}/prescriptions`,
      `/prescriptions/${prescription_id}`,
      `/prescriptions/${prescription_id}/versions`,
    ];
    const statuses = async () => {
      const found = new Set<number>();
      for (const path of paths)
        found.add((await doctor.request("GET", path)).status);
      return [...found];
    };
    if (!("cancelled_at" in columns) && !("ended_at" in columns))
      expect(await statuses()).toEqual([200]);
    await world.clinic.database.sql
      .updateTable(table as "doctor_covers")
      .set(columns as object)
      .execute();
    expect(await statuses()).toEqual([404]);
  },
);
