import { afterAll, beforeAll, expect, test } from "vitest";
import { startClinic, type TestClinic } from "#test/support/clinic.ts";
import {
  aDoctor,
  aLocation,
  aPatient,
  worksAt,
} from "#test/support/factories.ts";

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

const day = { starts_on: "2035-01-08", ends_on: "2035-01-08" };
const bookers = 8;

test.each(["time off", "closure", "hours", "doctor", "location"])(
  "%s at the same moment as bookings: refused, or in the worklist, never neither",
  async (change) => {
    const admin = await clinic.signIn("admin");
    const desk = await clinic.signIn("front_desk");
    for (let trial = 0; trial < 3; trial += 1) {
      const doctor_id = await aDoctor(clinic);
      const location_id = await aLocation(clinic);
      await worksAt(clinic, doctor_id, location_id);
      const patients: number[] = [];
      for (let n = 0; n < bookers; n += 1)
        patients.push(await aPatient(clinic));
      const closing = {
        "time off": () =>
          desk.request("POST", `/doctors/${doctor_id}/time-off`, {
            ...day,
            location_id,
          }),
        closure: () =>
          desk.request("POST", `/locations/${location_id}/closures`, day),
        hours: () =>
          admin.request("PUT", `/doctors/${doctor_id}/hours`, {
            location_id,
            valid_from: "2035-01-01",
            hours: [],
          }),
        doctor: () =>
          admin.request(
            "POST",
            `/doctors/${doctor_id}/deactivate`,
            { reason: "has left" },
            { if_match: 1 },
          ),
        location: () =>
          admin.request(
            "POST",
            `/locations/${location_id}/deactivate`,
            { reason: "has burnt" },
            { if_match: 1 },
          ),
      }[change]!;
      const book = (patient_id: number, n: number) =>
        desk.request("POST", "/appointments", {
          doctor_id,
          patient_id,
          location_id,
          appointment_date: "2035-01-08",
          start_time: `${String(9 + n).padStart(2, "0")}:00`,
          end_time: `${String(9 + n).padStart(2, "0")}:30`,
        });
      const half = patients.length / 2;
      const requests = [
        ...patients.slice(0, half).map(book),
        closing(),
        ...patients.slice(half).map((id, n) => book(id, half + n)),
      ];
      const answers = await Promise.all(requests);
      const [closed] = answers.splice(half, 1);
      expect(closed!.status).toBeLessThan(300);
      const booked = answers.filter((one) => one.status === 201);
      for (const one of answers) expect([201, 422]).toContain(one.status);
      const { body } = await desk.request(
        "GET",
        `/worklist?doctor_id=${doctor_id}`,
      );
      expect(
        body.items
          .map((one: { appointment_id: number }) => one.appointment_id)
          .sort(),
      ).toEqual(booked.map((one) => one.body.id).sort());
      expect(closed!.body.affected).toHaveLength(booked.length);
    }
  },
);
