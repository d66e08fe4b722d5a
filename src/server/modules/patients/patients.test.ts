import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
let billing: Person;

beforeAll(async () => {
  clinic = await startClinic();
  desk = await clinic.signIn("front_desk");
  billing = await clinic.signIn("billing");
});
afterAll(() => clinic.close());

const lastEntry = async () => (await clinic.auditTrail()).at(-1)!;

const amira = {
  first_name: "Amira",
  last_name: "Haddad",
  date_of_birth: "1990-07-21",
  gender: "Female",
  phone: "020 7946 0001",
};

describe("registering", () => {
  test("a new patient is stored tidily, found at once, and audited", async () => {
    const created = await desk.request("POST", "/patients", {
      ...amira,
      first_name: "  Amira ",
      email: " Amira.H@Example.ORG ",
      address: "  ",
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      first_name: "Amira",
      email: "amira.h@example.org",
      address: null,
      allergy_status: "not_asked",
      is_active: true,
      row_version: 1,
    });
    expect(created.etag).toBe('"1"');
    expect(await lastEntry()).toMatchObject({
      event_type: "patient_registered",
      target: { patient_name: "Amira Haddad" },
    });
    const found = await desk.request("POST", "/patients/search", {
      q: "hadad amira",
    });
    expect(found.body.items[0]).toMatchObject({ id: created.body.id });
    const calendar = await clinic.database.sql
      .selectFrom("calendars")
      .select("kind")
      .where("kind", "=", "patient")
      .where("resource_id", "=", created.body.id)
      .execute();
    expect(calendar).toHaveLength(1);
  });

  test("one key registers once, and the repeat does not meet itself as a duplicate", async () => {
    const body = { ...amira, first_name: "Noor", phone: "020 7946 0002" };
    const first = await desk.request("POST", "/patients", body, {
      key: "noor",
    });
    const again = await desk.request("POST", "/patients", body, {
      key: "noor",
    });
    expect(first.status).toBe(201);
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
  });

  test("a likely duplicate is asked about first, by ids only, then registered on demand", async () => {
    const id = await aPatient(clinic, {
      first_name: "Zbigniew",
      last_name: "Wiśniewski",
      date_of_birth: "1961-05-03",
    });
    const again = {
      first_name: "Zbigniew",
      last_name: "Wisniewski",
      date_of_birth: "1961-03-05",
      gender: "Male",
      phone: "020 7946 0003",
    };
    const held = await desk.request("POST", "/patients", again);
    expect(held).toMatchObject({
      status: 409,
      body: { code: "possible_duplicate", candidates: [{ id }] },
    });
    expect(Object.keys(held.body.candidates[0]).sort()).toEqual([
      "id",
      "reasons",
      "score",
    ]);
    expect(held.body.candidates[0].reasons).toContain("swapped_dob");
    expect(await lastEntry()).toMatchObject({
      event_type: "patient_registration_held",
      context: { patient_ids: [{ $numberInt: String(id) }] },
    });
    const { gender: _, ...identifying } = again;
    const compared = await desk.request(
      "POST",
      "/patients/duplicates",
      identifying,
    );
    expect(compared.body.items[0]).toMatchObject({
      id,
      last_name: "Wiśniewski",
      date_of_birth: "1961-05-03",
    });
    const confirmed = await desk.request("POST", "/patients", {
      ...again,
      not_the_same_person: true,
    });
    expect(confirmed.status).toBe(201);
  });

  test("a family's one e-mail: the holder is named to the desk and linked as contact", async () => {
    const holder = await aPatient(clinic, {
      first_name: "Ola",
      last_name: "Berg",
      email: "berg@family.example",
    });
    const child = {
      first_name: "Nils Aksel",
      last_name: "Lindqvist",
      date_of_birth: "2019-11-30",
      gender: "Male",
      phone: "020 7946 0004",
    };
    const email = "Berg@family.example";
    const taken = await desk.request("POST", "/patients", {
      ...child,
      email,
      not_the_same_person: true,
    });
    expect(taken).toMatchObject({
      status: 409,
      body: { code: "email_taken", holder_id: holder },
    });
    const doctor = await clinic.signIn("doctor", {
      doctor_id: await aDoctor(clinic),
    });
    const told = await doctor.request("POST", "/patients", {
      ...child,
      email,
      not_the_same_person: true,
    });
    expect(told.body.code).toBe("email_taken");
    expect(told.body.holder_id).toBeUndefined();
    const both = await desk.request("POST", "/patients", {
      ...child,
      email,
      email_holder_patient_id: holder,
    });
    expect(both.body.errors[0].pointer).toBe("/email");
    const linked = await desk.request("POST", "/patients", {
      ...child,
      email_holder_patient_id: holder,
      contacts: [{ name: "Grandmother", phone: "020 7946 0005" }],
    });
    expect(linked.status).toBe(201);
    const contacts = await desk.request(
      "GET",
      `/patients/${linked.body.id}/contacts`,
    );
    expect(contacts.body.items).toMatchObject([
      { contact_patient_id: holder, name: "Ola Berg", is_email_holder: true },
      { name: "Grandmother", is_email_holder: false },
    ]);
  });

  test("names of sixty letters and of other scripts go in and come back", async () => {
    const names = [
      [
        "Hubert Blaine",
        "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren",
      ],
      ["小明", "王"],
      ["محمد", "الأحمد"],
      ["Nguyễn Thị", "Ánh"],
    ] as const;
    for (const [first_name, last_name] of names) {
      const created = await desk.request("POST", "/patients", {
        ...amira,
        first_name,
        last_name,
        phone: `020 79${String(first_name.length)}6 0${last_name.length}10`,
        not_the_same_person: true,
      });
      expect(created).toMatchObject({
        status: 201,
        body: { first_name, last_name },
      });
      const found = await desk.request("POST", "/patients/search", {
        q: `${last_name} ${first_name}`,
      });
      expect(found.body.items[0]?.id).toBe(created.body.id);
    }
  });

  test.each([
    [{ date_of_birth: "2999-01-01" }, "/date_of_birth"],
    [{ date_of_birth: "1850-01-01" }, "/date_of_birth"],
    [
      { allergies: "Penicillin", allergy_status: "none_known" },
      "/allergy_status",
    ],
    [{ allergy_status: "recorded" }, "/allergies"],
    [{ contacts: [{ phone: "555-0100" }] }, "/contacts/0/name"],
    [{ first_name: "\u0958".repeat(100) }, "/first_name"],
  ])("%j is refused at its field", async (wrong, pointer) => {
    const answer = await desk.request("POST", "/patients", {
      ...amira,
      ...wrong,
    });
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ pointer }] },
    });
  });
});

describe("reading", () => {
  test("billing sees neither allergies nor whom to call; the desk does", async () => {
    const id = await aPatient(clinic, { allergies: "Latex" });
    const full = await desk.request("GET", `/patients/${id}`);
    expect(full.body).toMatchObject({ allergies: "Latex" });
    const bill = await billing.request("GET", `/patients/${id}`);
    expect(bill.status).toBe(200);
    for (const hidden of [
      "allergies",
      "allergy_status",
      "blood_type",
      "emergency_contact",
      "emergency_phone",
    ])
      expect(bill.body).not.toHaveProperty(hidden);
    expect(await lastEntry()).toMatchObject({
      event_type: "patient_viewed",
      context: { relation: "staff" },
    });
  });

  test("a doctor reaches own patients; another's answers as if absent, on every path", async () => {
    const doctor_id = await aDoctor(clinic);
    const doctor = await clinic.signIn("doctor", { doctor_id });
    const treated = await aPatient(clinic);
    const other = await aPatient(clinic);
    await aBookedAppointment(clinic, { doctor_id, patient_id: treated });
    expect((await doctor.request("GET", `/patients/${treated}`)).status).toBe(
      200,
    );
    expect(await lastEntry()).toMatchObject({
      context: { relation: "treating" },
    });
    const absent = await doctor.request("GET", "/patients/999999");
    for (const answer of [
      await doctor.request("GET", `/patients/${other}`),
      await doctor.request("PATCH", `/patients/${other}`, {}, { if_match: 7 }),
      await doctor.request("GET", `/patients/${other}/contacts`),
      await doctor.request("GET", `/patients/${other}/consents`),
      await doctor.request("POST", `/patients/${other}/consents`, {
        kind: "treatment",
      }),
      await doctor.request("POST", `/patients/${treated}/contacts`, {
        contact_patient_id: other,
      }),
    ])
      expect(answer).toMatchObject({ status: 404, body: absent.body });
  });

  test("a patient sees the own record and nobody else's", async () => {
    const own = await aPatient(clinic);
    const other = await aPatient(clinic);
    const patient = await clinic.signIn("patient", { patient_id: own });
    expect((await patient.request("GET", `/patients/${own}`)).status).toBe(200);
    expect((await patient.request("GET", `/patients/${other}`)).status).toBe(
      404,
    );
    expect(
      (await patient.request("POST", "/patients/search", { q: "doe" })).status,
    ).toBe(403);
  });

  test("a search is one entry that names whom it showed and not what was asked", async () => {
    const first = await aPatient(clinic, { last_name: "Quillfeather" });
    const second = await aPatient(clinic, { last_name: "Quillfeather" });
    const page = await desk.request("POST", "/patients/search", {
      q: "quillfeather",
      limit: 1,
    });
    const entry = await lastEntry();
    expect(entry).toMatchObject({ event_type: "patients_searched" });
    expect(JSON.stringify(entry)).not.toMatch(/quillfeather/i);
    const next = await desk.request("POST", "/patients/search", {
      q: "quillfeather",
      limit: 1,
      cursor: page.body.next_cursor,
    });
    expect(
      [page.body.items[0].id, next.body.items[0].id].sort((a, b) => a - b),
    ).toEqual([first, second]);
    expect(next.body.next_cursor).toBeNull();
    expect(page.body.items[0]).not.toHaveProperty("email");
  });
});
