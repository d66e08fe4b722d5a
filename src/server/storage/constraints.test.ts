import type { ResultSetHeader, RowDataPacket } from "mysql2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  scratchDatabase,
  type ScratchDatabase,
} from "#test/support/scratch-database.ts";
import { migrateToLatest } from "./migrate.ts";

let scratch: ScratchDatabase;

/** Runs the statement and answers the new id. */
async function insert(sql: string): Promise<number> {
  const [result] = await scratch.connection.query<ResultSetHeader>(sql);
  return result.insertId;
}

async function first(sql: string): Promise<RowDataPacket | undefined> {
  return (await scratch.connection.query<RowDataPacket[]>(sql))[0][0];
}

let people = 0;

function patient(columns = "", values = ""): Promise<number> {
  people += 1;
  return insert(`INSERT INTO patients (first_name, last_name, date_of_birth, gender, phone${columns})
    VALUES ('Jane', 'Doe', '1987-03-04', 'Female', '555-01${people}'${values})`);
}

function doctor(): Promise<number> {
  people += 1;
  return insert(`INSERT INTO doctors (first_name, last_name, specialization, license_number, phone, email, hire_date)
    VALUES ('Robert', 'Smith', 'Neurology', 'L${people}', '555', 'd${people}@demo.clinic', '2020-01-01')`);
}

function visit(doctorId: number, patientId: number): Promise<number> {
  return insert(`INSERT INTO appointments (doctor_id, patient_id, location_id, appointment_date, start_time, end_time)
    VALUES (${doctorId}, ${patientId}, 1, '2024-01-15', '14:30', '15:00')`);
}

function prescription(visitId: number, patientId: number, doctorId: number) {
  return insert(`INSERT INTO prescriptions (appointment_id, patient_id, doctor_id, medication_name, dosage, frequency, duration, issued_date)
    VALUES (${visitId}, ${patientId}, ${doctorId}, 'Ibuprofen', '400mg', 'daily', '5 days', '2024-01-15')`);
}

function payment(visitId: number, patientId: number, amount = "80.00") {
  return insert(`INSERT INTO payments (appointment_id, patient_id, amount, payment_method)
    VALUES (${visitId}, ${patientId}, ${amount}, 'Cash')`);
}

beforeAll(async () => {
  scratch = await scratchDatabase("constraints");
  await migrateToLatest(scratch.database.sql);
  await insert(
    "INSERT INTO clinic_locations (id, name, address, phone) VALUES (1, 'Main Clinic', '1 High Street', '555')",
  );
});

afterAll(() => scratch.drop());

describe("rows written with the design's columns only", () => {
  it("are accepted and filled as the design says", async () => {
    const jane = await patient(", allergies", ", 'Penicillin'");
    const robert = await doctor();
    const seen = await visit(robert, jane);
    await prescription(seen, jane, robert);
    await payment(seen, jane);
    const row = await first(
      `SELECT a.status, p.is_active, p.allergy_status, p.row_version, r.refills_remaining, m.payment_status, m.amount
      FROM appointments a JOIN patients p ON p.id = a.patient_id JOIN prescriptions r ON r.appointment_id = a.id
      JOIN payments m ON m.appointment_id = a.id WHERE a.id = ${seen}`,
    );
    expect(row).toEqual({
      status: "Scheduled",
      is_active: 1,
      allergy_status: "not_asked",
      row_version: 1,
      refills_remaining: 0,
      payment_status: "Pending",
      amount: "80.00",
    });
  });
});

describe("the database itself refuses", () => {
  it.each([
    ["appointments", "status = NULL", "ck_appointments_status"],
    ["doctors", "is_active = NULL", "ck_doctors_is_active"],
    ["clinic_locations", "is_active = NULL", "ck_clinic_locations_is_active"],
    ["prescriptions", "is_active = NULL", "ck_prescriptions_is_active"],
    ["prescriptions", "refills_remaining = NULL", "ck_prescriptions_refills"],
    ["prescriptions", "refills_remaining = -1", "ck_prescriptions_refills"],
    ["payments", "payment_status = NULL", "ck_payments_status"],
    ["payments", "amount = -0.01", "ck_payments_amount"],
    ["patients", "is_active = 0", "ck_patients_inactive_has_reason"],
    [
      "patients",
      "inactive_reason = 'moved'",
      "ck_patients_inactive_has_reason",
    ],
    [
      "patients",
      "is_active = 0, inactive_reason = 'duplicate'",
      "ck_patients_duplicate_names_other",
    ],
    ["patients", "duplicate_of = id", "ck_patients_duplicate_names_other"],
    [
      "patients",
      "allergy_status = 'none_known', allergies = 'Latex'",
      "ck_patients_none_known_is_empty",
    ],
  ])("in %s: %s", async (table, change, constraint) => {
    const robert = await doctor();
    const jane = await patient();
    const seen = await visit(robert, jane);
    await prescription(seen, jane, robert);
    await payment(seen, jane);
    await expect(insert(`UPDATE ${table} SET ${change}`)).rejects.toThrow(
      constraint,
    );
  });

  it("a prescription or a payment for somebody else's visit", async () => {
    const [robert, maria] = [await doctor(), await doctor()];
    const [jane, john] = [await patient(), await patient()];
    const seen = await visit(robert, jane);
    for (const wrong of [
      () => prescription(seen, john, robert),
      () => prescription(seen, jane, maria),
      () => payment(seen, john),
    ])
      await expect(wrong()).rejects.toThrow("foreign key constraint fails");
  });

  it("to delete a patient with visits, or to hand a prescribed visit to another doctor", async () => {
    const [robert, maria, jane] = [
      await doctor(),
      await doctor(),
      await patient(),
    ];
    const seen = await visit(robert, jane);
    await prescription(seen, jane, robert);
    await expect(
      insert(`DELETE FROM patients WHERE id = ${jane}`),
    ).rejects.toThrow("foreign key constraint fails");
    await expect(
      insert(`UPDATE appointments SET doctor_id = ${maria} WHERE id = ${seen}`),
    ).rejects.toThrow("foreign key constraint fails");
  });

  it("a second visit in a cell that is held", async () => {
    const hold = (visitId: number) =>
      insert(
        `INSERT INTO calendar_cells (kind, resource_id, cell, appointment_id) VALUES ('doctor', 18, 5684406, ${visitId})`,
      );
    await hold(1);
    await expect(hold(2)).rejects.toThrow("Duplicate entry");
  });

  it("two open worklist items for one cause, while settled ones may repeat", async () => {
    const seen = await visit(await doctor(), await patient());
    const open = () =>
      insert(
        `INSERT INTO worklist_items (appointment_id, cause) VALUES (${seen}, 'deactivation')`,
      );
    const settle = () =>
      insert(
        "UPDATE worklist_items SET status = 'called', resolved_at = NOW(6) WHERE status = 'open'",
      );
    await open();
    await expect(open()).rejects.toThrow("uq_worklist_items_open");
    await settle();
    await open();
    await settle();
    await expect(
      insert("UPDATE worklist_items SET resolved_at = NULL"),
    ).rejects.toThrow("ck_worklist_items_resolved");
  });

  it("two e-mail addresses alike, but not those that differ in an accent", async () => {
    await patient(", email", ", 'rene@demo.clinic'");
    await patient(", email", ", 'ren\u00e9@demo.clinic'");
    await expect(patient(", email", ", 'rene@demo.clinic'")).rejects.toThrow(
      "uq_patients_email",
    );
  });

  it("a receipt of nothing", async () => {
    const [robert, jane] = [await doctor(), await patient()];
    const due = await payment(await visit(robert, jane), jane);
    await expect(
      insert(
        `INSERT INTO payment_receipts (payment_id, amount, payment_method, received_at) VALUES (${due}, 0, 'Cash', NOW(6))`,
      ),
    ).rejects.toThrow("ck_payment_receipts_amount");
  });
});
