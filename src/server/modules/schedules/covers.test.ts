import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  aBookedAppointment,
  aDoctor,
  aPatient,
} from "#test/support/factories.ts";

let clinic: TestClinic;
let desk: Person;

beforeAll(async () => {
  clinic = await startClinic();
  desk = await clinic.signIn("front_desk");
});
afterAll(() => clinic.close());

const always = { starts_on: "2020-01-01", ends_on: "2099-12-31" };

test("who stands in sees the colleague's patients, until the cover ends", async () => {
  const patient_id = await aPatient(clinic);
  const visit = await aBookedAppointment(clinic, { patient_id });
  const colleague_id = await aDoctor(clinic);
  const colleague = await clinic.signIn("doctor", { doctor_id: colleague_id });
  const sees = async () =>
    (await colleague.request("GET", `/patients/${patient_id}`)).status;
  expect(await sees()).toBe(404);
  const cover = await desk.request(
    "POST",
    `/doctors/${visit.doctor_id}/covers`,
    { ...always, covering_doctor_id: colleague_id, reason: "Parental leave" },
  );
  expect(cover).toMatchObject({ status: 201, body: { row_version: 1 } });
  expect(await sees()).toBe(200);
  const own = await colleague.request("GET", `/doctors/${colleague_id}/covers`);
  expect(own.body.items).toMatchObject([{ id: cover.body.id }]);
  expect(
    (await colleague.request("GET", `/doctors/${visit.doctor_id}/covers`))
      .status,
  ).toBe(404);
  const cancel = `/covers/${cover.body.id}/cancel`;
  expect((await desk.request("POST", cancel)).status).toBe(200);
  expect((await clinic.auditTrail()).at(-1)).toMatchObject({
    event_type: "cover_cancelled",
  });
  expect(await sees()).toBe(404);
  expect((await desk.request("POST", cancel)).body.code).toBe(
    "transition_refused",
  );
});

test("a cover needs a colleague at work and days in order; doctors do not set it", async () => {
  const [doctor_id, gone] = [await aDoctor(clinic), await aDoctor(clinic)];
  const path = `/doctors/${doctor_id}/covers`;
  const refused = async (fields: object) => {
    const { status, body } = await desk.request("POST", path, {
      ...always,
      covering_doctor_id: gone,
      ...fields,
    });
    return [status, body.code];
  };
  expect(await refused({ covering_doctor_id: doctor_id })).toEqual([
    422,
    "invalid_request",
  ]);
  expect(await refused({ covering_doctor_id: 999_999 })).toEqual([
    404,
    "not_found",
  ]);
  expect(await refused({ ends_on: "2019-12-31" })).toEqual([
    422,
    "invalid_request",
  ]);
  const admin = await clinic.signIn("admin");
  await admin.request(
    "POST",
    `/doctors/${gone}/deactivate`,
    { reason: "has left" },
    { if_match: 1 },
  );
  expect(await refused({})).toEqual([422, "doctor_inactive"]);
  const doctor = await clinic.signIn("doctor", { doctor_id });
  const own = await doctor.request("POST", path, {
    ...always,
    covering_doctor_id: gone,
  });
  expect(own.status).toBe(403);
});
