import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  startClinic,
  type Body,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import { aPatient } from "#test/support/factories.ts";
import { readCsv } from "./read-csv.ts";

let clinic: TestClinic;
let desk: Person;

beforeAll(async () => {
  clinic = await startClinic();
  desk = await clinic.signIn("front_desk");
});
afterAll(() => clinic.close());

const header = "First Name,Surname,DOB,Sex,Mobile,E-mail,Allergies";
const mapping = {
  "First Name": "first_name",
  Surname: "last_name",
  DOB: "date_of_birth",
  Sex: "gender",
  Mobile: "phone",
  "E-mail": "email",
  Allergies: "allergies",
};

const countPatients = async (): Promise<number> => {
  const row = await clinic.database.sql
    .selectFrom("patients")
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(row.count);
};

async function finished(id: number, person = desk): Promise<Body> {
  for (;;) {
    const { body } = await person.request("GET", `/patients/import/${id}`);
    if (body.status !== "running") return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function importCsv(csv: string, more: object = {}): Promise<Body> {
  const started = await desk.request("POST", "/patients/import", {
    file_name: "patients.csv",
    csv,
    mapping,
    dry_run: false,
    on_duplicate: "skip",
    ...more,
  });
  expect(started.status).toBe(202);
  return finished(started.body.import_id);
}

const errorsOf = async (id: number, person = desk): Promise<string> =>
  String(
    Buffer.from(
      (await person.request("GET", `/patients/import/${id}/errors`)).body,
    ),
  );

test("a preview suggests the mapping and the date format, and shows what is wrong", async () => {
  const preview = await desk.request("POST", "/patients/import/preview", {
    csv: `${header.replaceAll(",", ";")}\nIda;Moe;31/12/1980;F;555-0123;;NKDA\nBo;Lee;01/02/1990;?;555-0124;;\n`,
  });
  expect(preview).toMatchObject({
    status: 200,
    body: {
      columns: Object.keys(mapping),
      mapping,
      date_format: "DD/MM/YYYY",
      rows: [
        { values: ["Ida", "Moe", "31/12/1980", "F", "555-0123", "", "NKDA"] },
        { problems: [{ field: "gender" }] },
      ],
    },
  });
  expect(preview.body.rows[0].problems).toEqual([]);
});

describe("an import", () => {
  test("registers good rows, leaves out the rest, one audit entry a patient", async () => {
    const twin = await aPatient(clinic, {
      first_name: "Greta",
      last_name: "Olsen",
      date_of_birth: "1975-02-03",
    });
    await aPatient(clinic, { email: "taken@mail.example" });
    const csv = [
      header,
      "Priya,Raman,1988-01-02,f,+44 20 7946 0200,PRIYA@mail.example,None known",
      "Greta,Olsen,1975-03-02,Female,555-0201,,",
      'Lev,"Tolstoy, Jr",1950-09-09,M,555-0202,,Peanuts',
      "Lev,Tolstoy Jr,1950-09-09,M,555-0202,,Peanuts",
      "Kim,,1990-13-01,nope,555-0203,,",
      "Una,Reyes,1991-01-01,F,555-0204,Taken@mail.example,",
      "too,short",
      "",
    ].join("\r\n");
    const before = await countPatients();
    const entriesBefore = (await clinic.auditTrail()).length;
    const run = await importCsv(csv);
    expect(run).toMatchObject({
      status: "finished",
      total_rows: 7,
      imported_rows: 2,
      skipped_rows: 2,
      failed_rows: 3,
    });
    expect(await countPatients()).toBe(before + 2);
    const entries = (await clinic.auditTrail()).slice(entriesBefore);
    expect(entries.map((entry) => entry["event_type"])).toEqual([
      "patient_import_started",
      "patient_imported",
      "patient_imported",
    ]);
    const found = await desk.request("POST", "/patients/search", {
      q: "raman priya",
    });
    const priya = await desk.request(
      "GET",
      `/patients/${found.body.items[0].id}`,
    );
    expect(priya.body).toMatchObject({
      gender: "Female",
      email: "priya@mail.example",
      allergies: null,
      allergy_status: "none_known",
    });
    const lines = (await errorsOf(run.id)).trim().split("\n");
    expect(lines).toHaveLength(6);
    expect(lines[0]).toBe(`row_number,field,problem,${header}`);
    expect(lines[1]).toContain(`may be patient ${twin}`);
    expect(lines[2]).toContain("may be the same person as row 4");
    expect(lines[3]).toMatch(/^6,.*last_name is missing/);
    expect(lines[3]).toContain("date_of_birth is not a date written");
    expect(lines[4]).toMatch(/^7,email,/);
    expect(lines[5]).toMatch(/^8,row,/);
  });

  test("a dry run counts the same and registers nobody", async () => {
    const csv = `${header}\nOne,Dryson,1980-01-01,F,555-0301,,\nOne,Dryson,1980-01-01,F,555-0301,,\nTwo,Dampier,1981-11-11,M,555-0302,d@dry.example,\nThree,Other,1982-12-12,M,555-0303,d@dry.example,\n`;
    const before = await countPatients();
    const counts = { imported_rows: 2, skipped_rows: 1, failed_rows: 1 };
    expect(await importCsv(csv, { dry_run: true })).toMatchObject({
      dry_run: true,
      ...counts,
    });
    expect(await countPatients()).toBe(before);
    expect(await importCsv(csv)).toMatchObject(counts);
    expect(
      await importCsv(csv.replaceAll(",d@dry.example", ","), {
        on_duplicate: "import",
      }),
    ).toMatchObject({ imported_rows: 4, skipped_rows: 0 });
  });

  test("the error file is no spreadsheet's programme, and corrected it goes in again", async () => {
    const csv = `${header}\n"=HYPERLINK(""x"")",Formula,1980-02-30,F,+44 555 0401,,\n`;
    const run = await importCsv(csv);
    const errors = await errorsOf(run.id);
    expect(errors).toContain("'=HYPERLINK");
    expect(errors).toContain("'+44 555 0401");
    const again = await importCsv(errors.replace("1980-02-30", "1980-02-28"));
    expect(again).toMatchObject({ imported_rows: 1 });
    const found = await desk.request("POST", "/patients/search", {
      q: "formula",
    });
    expect(found.body.items[0]).toMatchObject({
      first_name: '=HYPERLINK("x")',
      phone: "+44 555 0401",
    });
  });

  test("half a surrogate pair is refused before a run starts", async () => {
    const csv = `${header}\nHalf\ud800,Pair,1980-01-01,F,555-0402,,\n`;
    const before = await countPatients();
    const answer = await desk.request("POST", "/patients/import", {
      file_name: "half.csv",
      csv,
      mapping,
      dry_run: false,
      on_duplicate: "skip",
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: "malformed_request" },
    });
    expect(await countPatients()).toBe(before);
  });

  test("what reads a file makes it whole, wherever the file comes from", async () => {
    const { rows } = await readCsv("Surname\nHalf\ud800");
    expect(rows).toEqual([["Half\ufffd"]]);
  });

  test("hundreds of rows go in chunk by chunk; one key runs the file once", async () => {
    const row = (n: number) =>
      `Row${n},Chunk${"abcdefghij"[n % 10]}${n},19${10 + (n % 90)}-05-06,F,0${7_000_000 + n * 37},,`;
    const csv = `${header}\n${Array.from({ length: 250 }, (_, n) => row(n)).join("\n")}`;
    const body = {
      file_name: "many.csv",
      csv,
      mapping,
      dry_run: false,
      on_duplicate: "import",
    };
    const before = await countPatients();
    const [first, second] = [
      await desk.request("POST", "/patients/import", body, { key: "many" }),
      await desk.request("POST", "/patients/import", body, { key: "many" }),
    ];
    expect(second.body).toEqual(first.body);
    expect(await finished(first.body.import_id)).toMatchObject({
      imported_rows: 250,
    });
    expect(await countPatients()).toBe(before + 250);
  });

  test.each([
    [{ csv: `${header}\n"open,quote` }, "/csv"],
    [{ csv: "a,a\n1,2" }, "/csv"],
    [{ mapping: { Surname: "last_name" } }, "/mapping"],
    [{ mapping: { ...mapping, Nowhere: "address" } }, "/mapping"],
    [{ mapping: { ...mapping, "E-mail": "phone" } }, "/mapping"],
  ])("%j is refused before it starts", async (wrong, pointer) => {
    const answer = await desk.request("POST", "/patients/import", {
      file_name: "x.csv",
      csv: `${header}\n`,
      mapping,
      dry_run: false,
      on_duplicate: "skip",
      ...wrong,
    });
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ pointer }] },
    });
  });

  test("an administrator reaches own imports only; a doctor none", async () => {
    const run = await importCsv(`${header}\nBad,Row,,F,555-0501,,\n`);
    const admin = await clinic.signIn("admin");
    for (const path of ["", "/errors"])
      expect(
        (await admin.request("GET", `/patients/import/${run.id}${path}`))
          .status,
      ).toBe(404);
    const doctor = await clinic.signIn("doctor");
    expect(
      (await doctor.request("GET", `/patients/import/${run.id}`)).status,
    ).toBe(403);
    expect(clinic.log.join("\n")).not.toMatch(/Tolstoy|Dryson|Priya/i);
  });
});
