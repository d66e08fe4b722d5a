import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import { aPatient } from "#test/support/factories.ts";

let clinic: TestClinic;
let desk: Person;

beforeAll(async () => {
  clinic = await startClinic();
  desk = await clinic.signIn("front_desk");
});
afterAll(() => clinic.close());

async function verifiedWhenViewed(id: number): Promise<boolean> {
  await desk.request("GET", `/patients/${id}`);
  return (await clinic.auditTrail()).at(-1)!["compliance"].consent_verified;
}

test("the audit's consent_verified follows the consent to treatment", async () => {
  const id = await aPatient(clinic);
  const path = `/patients/${id}/consents`;
  expect(await verifiedWhenViewed(id)).toBe(false);
  await desk.request("POST", path, { kind: "research" });
  expect(await verifiedWhenViewed(id)).toBe(false);
  const given = await desk.request("POST", path, {
    kind: "treatment",
    note: "signed on paper",
  });
  expect(given).toMatchObject({
    status: 201,
    body: {
      kind: "treatment",
      note: "signed on paper",
      given_recorded_by: "Test front_desk",
      given_recorded_by_account_id: desk.account_id,
      withdrawn_at: null,
    },
  });
  expect(await verifiedWhenViewed(id)).toBe(true);
  const withdraw = `${path}/${given.body.id}/withdraw`;
  const withdrawn = await desk.request("POST", withdraw);
  expect(withdrawn.body).toMatchObject({
    withdrawn_recorded_by: "Test front_desk",
  });
  expect(withdrawn.body.withdrawn_at).not.toBeNull();
  expect(await verifiedWhenViewed(id)).toBe(false);
  expect((await desk.request("POST", withdraw)).body.code).toBe(
    "transition_refused",
  );
});

test("eight who record one consent at once leave one, and one withdrawal ends it", async () => {
  const id = await aPatient(clinic);
  const path = `/patients/${id}/consents`;
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      desk.request("POST", path, { kind: "treatment" }),
    ),
  );
  const given = answers.filter(({ status }) => status === 201);
  expect(given).toHaveLength(1);
  await desk.request("POST", `${path}/${given[0]!.body.id}/withdraw`);
  expect(await verifiedWhenViewed(id)).toBe(false);
});

test("the patient and compliance read, neither records; another's consent is absent", async () => {
  const id = await aPatient(clinic);
  const other = await aPatient(clinic);
  const path = `/patients/${id}/consents`;
  const given = await desk.request("POST", path, { kind: "messaging" });
  const crossed = await desk.request(
    "POST",
    `/patients/${other}/consents/${given.body.id}/withdraw`,
  );
  expect(crossed.status).toBe(404);
  for (const person of [
    await clinic.signIn("patient", { patient_id: id }),
    await clinic.signIn("compliance"),
  ]) {
    const list = await person.request("GET", path);
    expect(list.body.items).toMatchObject([{ kind: "messaging" }]);
    expect(
      (await person.request("POST", path, { kind: "research" })).status,
    ).toBe(403);
  }
});
