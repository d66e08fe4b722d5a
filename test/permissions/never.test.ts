import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Lines written by hand, held against the reviewed file: whatever else changes, these never do. */
const rows = readFileSync(
  new URL("expected-matrix.tsv", import.meta.url),
  "utf8",
)
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split("\t"));
const askers = rows[0]!.slice(1);

function allowed(asker: string): string[] {
  const column = askers.indexOf(asker) + 1;
  expect(column, asker).toBeGreaterThan(0);
  return rows
    .slice(1)
    .filter((row) => row[column] === "yes")
    .map((row) => row[0]!);
}

/** What concerns one patient: the records themselves and what is done to them. */
const aboutOnePatient =
  /^(getPatient|updatePatient|deactivatePatient|activatePatient|list(Contacts|Consents|PatientAppointments|PatientPrescriptions|PrescriptionVersions|PrintablePrescriptions|VisitPayments|PatientPayments)|createContact|updateContact|endContact|giveConsent|withdrawConsent|whoSaw|getAppointment|updateAppointment|bookAppointment|\w+Appointment(s)?$|issuePrescription|\w+Prescription(EnteredInError)?$|createPayment|getPayment$|getPatientBalance|receivePayment|refundPayment|voidPayment|printReceipt|createClaimCode)/;
const lists = ["listAppointments", "listPayments"];

const touches = (asker: string): string[] =>
  allowed(asker).filter(
    (id) => aboutOnePatient.test(id) && !lists.includes(id),
  );

test.each(["patient other", "doctor other", "admin", "nobody"])(
  "%s never reaches the patient's records",
  (asker) => expect(touches(asker)).toEqual([]),
);

test("nobody reaches only the doors", () => {
  expect(allowed("nobody").sort()).toEqual(["redeemCode", "signIn"]);
});

test("the front desk never reads or writes what is prescribed, only prints it", () => {
  expect(
    allowed("front_desk")
      .filter((id) => /Prescription/.test(id))
      .sort(),
  ).toEqual(["listPrintablePrescriptions", "printPrescription"]);
});

test("billing never sees prescriptions nor changes a record of care", () => {
  expect(
    touches("billing")
      .filter((id) => !/Payment|Receipt|Balance/.test(id))
      .sort(),
  ).toEqual(["getAppointment", "getPatient", "listPatientAppointments"]);
});

test("compliance reads the audit, consents and grants, and nothing of a record", () => {
  expect(touches("compliance").sort()).toEqual([
    "listConsents",
    "whoSawPatient",
  ]);
});

test("a patient never changes more than the own visits", () => {
  expect(
    touches("patient own")
      .filter((id) => !/^(get|list|print|whoSaw)/.test(id))
      .sort(),
  ).toEqual(["bookAppointment", "cancelAppointment"]);
});

test("an emergency grant opens records, and no administration", () => {
  const more = allowed("doctor break-glass").filter(
    (id) => !allowed("doctor treating").includes(id),
  );
  expect(more.filter((id) => id !== "endBreakGlass")).toEqual([]);
});

test("nobody but administration manages accounts", () => {
  for (const asker of askers.filter((one) => one !== "admin"))
    expect(
      allowed(asker).filter((id) =>
        /Account$|resetPassword|LostPhone/.test(id),
      ),
    ).toEqual([]);
});
