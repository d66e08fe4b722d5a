import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "#contract/api.ts";
import { addressOf, bodiesOf } from "#test/permissions/matrix-requests.ts";
import {
  matrixWorld,
  type Asker,
  type MatrixWorld,
} from "#test/permissions/matrix-world.ts";
import type { Answer, AuditDocument, Body } from "#test/support/clinic.ts";
import { aPatient, aVisit } from "#test/support/factories.ts";
import { Temporal } from "temporal-polyfill";

/** Operations whose answers hold nothing of a patient; whatever else the contract names leaves an entry. */
const withoutPatients = new Set([
  ..."signIn getCurrentSession signOut proveSecondFactor unlockSession reauthenticate listOwnSessions".split(
    " ",
  ),
  ..."revokeOwnSession revokeAllOwnSessions beginSecondFactor confirmSecondFactor removeSecondFactor".split(
    " ",
  ),
  ..."renewRecoveryCodes changePassword redeemCode listAccounts getAccount inviteAccount updateAccount".split(
    " ",
  ),
  ..."resetPassword replaceLostPhone revokeAccountSessions listLocations getLocation createLocation".split(
    " ",
  ),
  ..."updateLocation deactivateLocation activateLocation listDoctors getDoctor createDoctor updateDoctor".split(
    " ",
  ),
  ..."deactivateDoctor activateDoctor listHours replaceHours listTimeOff addTimeOff cancelTimeOff".split(
    " ",
  ),
  ..."listCovers addCover cancelCover listClosures addClosure cancelClosure getFreeSlots searchFreeSlots".split(
    " ",
  ),
  // What the sender sent, counts, versions and sums without names.
  ..."previewImport getImport getDoctorVersion getTakings".split(" "),
]);

/** Who succeeds, where the first of the usual askers does not. */
const askerOf: Record<string, Asker> = {
  whoSawPatient: "patient own",
  issuePrescription: "doctor treating",
  voidPayment: "billing",
  listOwnGrants: "doctor break-glass",
  openBreakGlass: "doctor other",
};
const usual: readonly Asker[] = ["front_desk", "doctor treating", "compliance"];

const expectedCells = readFileSync(
  new URL("../permissions/expected-matrix.tsv", import.meta.url),
  "utf8",
)
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split("\t"));
const cell = (id: string, asker: string): string | undefined =>
  expectedCells.find(([name]) => name === id)?.[
    expectedCells[0]!.indexOf(asker)
  ];

const touching = api.filter(({ id }) => !withoutPatients.has(id));

let world: MatrixWorld;
let read = 0;
beforeAll(async () => {
  world = await matrixWorld();
  await entries();
});
afterAll(() => world.clinic.close());

/** What the audit gained since it was last asked. */
async function entries(): Promise<AuditDocument[]> {
  const all = await world.clinic.auditTrail();
  const fresh = all.slice(read);
  read = all.length;
  return fresh;
}

const tables = {
  patients: "patients",
  appointments: "appointments",
  prescriptions: "prescriptions",
  payments: "payments",
  worklist: "worklist_items",
} as const;

/** The version that a client would have been shown of what the address names. */
async function versionAt(address: string): Promise<number> {
  const [, noun, id, sub, sub_id] = address.split(/[/?]/);
  const table =
    sub === "contacts" ? "patient_contacts" : tables[noun as "patients"];
  const row = await world.clinic.database.sql
    .selectFrom(table as "patients")
    .select("row_version")
    .where("id", "=", Number(sub === "contacts" ? sub_id : id))
    .executeTakeFirstOrThrow();
  return row.row_version;
}

const today = (): string =>
  Temporal.Now.plainDateISO("Europe/London").toString();

/** A visit on which the state change can be made; null where the world's own serves. */
async function visitFor(id: string): Promise<number | null> {
  const { ids, clinic } = world;
  const people = {
    doctor_id: ids["doctor_id"]!,
    patient_id: ids["patient_id"]!,
    location_id: ids["location_id"]!,
  };
  const yesterday = Temporal.Now.plainDateISO("Europe/London").subtract({
    days: 1,
  });
  if (/^(arrive|complete|noShow)Appointment$/.test(id))
    return aVisit(clinic, people, {
      appointment_date: yesterday.toString(),
      status: "Scheduled",
    });
  if (id === "reopenAppointment")
    return aVisit(clinic, people, { appointment_date: today() });
  return null;
}

async function send(
  id: string,
  asker: Asker,
  change: { ids?: object; body?: object; if_match?: number } = {},
): Promise<Answer<Body>> {
  const endpoint = api.find((one) => one.id === id)!;
  const ids = { ...world.ids, ...change.ids };
  const address = addressOf(id, endpoint.path, ids);
  const body = change.body ?? bodiesOf(ids)[id];
  const version =
    change.if_match ??
    (endpoint.ifMatch ? await versionAt(address) : undefined);
  const person = await world.as(asker);
  return person.request(endpoint.method, address, body, {
    ...(version === undefined ? {} : { if_match: version }),
  });
}

/** Requests of the matrix that a rule refuses as they stand, made good. */
async function goodRequest(id: string): Promise<Parameters<typeof send>[2]> {
  const { ids, clinic } = world;
  const override_reason = "the test asks";
  const visit = await visitFor(id);
  if (visit !== null) return { ids: { appointment_id: visit } };
  const fresh = async () => ({ patient_id: await aPatient(clinic) });
  if (id === "deactivatePatient" || id === "createClaimCode")
    return { ids: await fresh() };
  if (id === "activatePatient")
    return {
      ids: {
        patient_id: await aPatient(clinic, {
          is_active: false,
          inactive_reason: "moved",
        }),
      },
    };
  const bodies = bodiesOf(ids);
  if (id === "bookAppointment" || id === "rescheduleAppointment")
    return {
      body: {
        ...bodies[id],
        ...(id === "bookAppointment"
          ? {}
          : { start_time: "14:00", end_time: "14:30" }),
        override_reason,
      },
    };
  if (id === "swapAppointments") {
    const version = (key: string) => versionAt(`/appointments/${ids[key]}`);
    return {
      body: {
        ...bodies[id],
        first_version: await version("appointment_id"),
        second_version: await version("second_appointment_id"),
        override_reason,
      },
    };
  }
  if (id === "voidPayment") {
    const line = await send("createPayment", "billing");
    await entries();
    return { ids: { payment_id: line.body.id } };
  }
  if (id === "getAuditLog") {
    const [entry] = (await world.clinic.auditTrail()).slice(-1);
    return { ids: { event_id: entry!["_id"].$oid } };
  }
  if (id === "exportAuditLogs")
    await clinic.database.sql
      .updateTable("sessions")
      .set({ reauthenticated_at: "2099-01-01 00:00:00" })
      .execute();
  return {};
}

const successEntries: AuditDocument[] = [];
/** Ends the visit, the contact, the medicine: after what reads and changes them. */
const last = [
  "cancelAppointment",
  "endContact",
  "withdrawConsent",
  "stopPrescription",
  "markPrescriptionEnteredInError",
];
const inOrder = [
  ...touching.filter(({ id }) => !last.includes(id)),
  ...touching.filter(({ id }) => last.includes(id)),
];

/** One entry for each of the visits that change. */
const entriesOf = (id: string): number => (id === "swapAppointments" ? 2 : 1);

test.each(inOrder.map(({ id }) => id))(
  "%s leaves exactly one entry that names whom it showed",
  async (id) => {
    const asker =
      askerOf[id] ??
      usual.find((one) => cell(id, one) === "yes") ??
      "compliance";
    const request = await goodRequest(id);
    await entries();
    const answer = await send(id, asker, request);
    expect([id, answer.status, answer.status > 299 && answer.body]).toEqual([
      id,
      api.find((one) => one.id === id)!.status,
      false,
    ]);
    expect(answer.headers["cache-control"]).toBe("no-store");
    const left = await entries();
    if (id === "startImport") return;
    expect(left.map((one) => one["event_type"])).toHaveLength(entriesOf(id));
    const [entry] = left;
    expect(entry).toMatchObject({
      event_type: expect.stringMatching(/^[a-z_]+$/),
      action: expect.stringMatching(/^[a-z_]+$/),
      actor: { name: expect.stringMatching(/./), ip_address: "127.0.0.1" },
      context: { outcome: "success", device: expect.any(String) },
      compliance: { hipaa_relevant: true, legal_hold: false },
    });
    if (id !== "getImportErrors") successEntries.push(...left);
  },
);
