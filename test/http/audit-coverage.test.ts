import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { Temporal } from "temporal-polyfill";
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

/** Operations whose answers hold nothing of a patient; whatever else the contract names leaves an entry. */
const withoutPatients = new Set(
  `signIn getCurrentSession signOut proveSecondFactor unlockSession reauthenticate listOwnSessions revokeOwnSession
  revokeAllOwnSessions beginSecondFactor confirmSecondFactor removeSecondFactor renewRecoveryCodes changePassword
  redeemCode listAccounts getAccount inviteAccount updateAccount resetPassword replaceLostPhone revokeAccountSessions
  listLocations getLocation createLocation updateLocation deactivateLocation activateLocation listDoctors getDoctor
  createDoctor updateDoctor deactivateDoctor activateDoctor listHours replaceHours listTimeOff addTimeOff cancelTimeOff
  listCovers addCover cancelCover listClosures addClosure cancelClosure getFreeSlots searchFreeSlots
  previewImport getImport getDoctorVersion getTakings`.split(/\s+/),
);

/** Who succeeds, where the first of the usual askers does not. */
const askerOf: Record<string, Asker> = {
  whoSawPatient: "patient own",
  // The desk names a doctor or a location.
  listAppointments: "doctor treating",
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
  change: {
    ids?: object;
    body?: object;
    query?: string;
    if_match?: number;
  } = {},
): Promise<Answer<Body>> {
  const endpoint = api.find((one) => one.id === id)!;
  const ids = { ...world.ids, ...change.ids };
  const usualAddress = addressOf(id, endpoint.path, ids);
  const address = change.query
    ? usualAddress.replace(/\?.*/, change.query)
    : usualAddress;
  const body = change.body ?? bodiesOf(ids)[id];
  const version =
    change.if_match ??
    (endpoint.ifMatch ? await versionAt(address) : undefined);
  const person = await world.as(asker);
  if (id === "exportAuditLogs")
    await world.clinic.database.sql
      .updateTable("sessions")
      .set({ reauthenticated_at: sql<string>`utc_timestamp(6)` })
      .execute();
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
  if (/^get(Location|Doctor)Day$/.test(id))
    return { query: "?date=2035-01-08" };
  if (id === "searchPatients") return { body: { q: "Jane Doe" } };
  if (id === "findDuplicates") {
    const jane = (await send("getPatient", "front_desk")).body;
    const { first_name, last_name, date_of_birth, phone } = jane;
    return { body: { first_name, last_name, date_of_birth, phone } };
  }
  if (id === "exportAuditLogs")
    return { body: { ...bodies[id], to: "2099-01-01T00:00:00Z" } };
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
    const all = await clinic.auditTrail();
    const about = all.find((one) => one["target"]["patient_id"] !== null);
    return { ids: { event_id: about!["_id"].$oid } };
  }
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
  // Goes on behind its answer.
  "startImport",
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
    const { target, context } = entry!;
    const shown = (context["patient_ids"] ?? []) as unknown[];
    // The error file holds rows of nobody who is a patient here.
    if (id !== "getImportErrors")
      expect(target["patient_id"] !== null || shown.length > 0).toBe(true);
    successEntries.push(...left);
  },
);

test("whoever asks about the patient, in the audit or as the patient, finds every one of them", async () => {
  const patient_id = world.ids["patient_id"]!;
  const path = (about: string, cursor: string | null) =>
    `${about}limit=200${cursor ? `&cursor=${cursor}` : ""}`;
  const foundBy = async (asker: Asker, about: string, field: string) => {
    const person = await world.as(asker);
    const found = new Set<string>();
    for (let cursor: string | null = null; ;) {
      const page: Answer<Body> = await person.request(
        "GET",
        path(about, cursor),
      );
      expect(page.status).toBe(200);
      for (const item of page.body.items) found.add(item[field]);
      cursor = page.body.next_cursor;
      if (cursor === null) return found;
    }
  };
  const number = (value: Body) => Number(value?.$numberInt ?? value);
  const about = successEntries.filter(
    ({ target, context }) =>
      number(target["patient_id"] ?? 0) === patient_id ||
      ((context["patient_ids"] ?? []) as Body[]).some(
        (id) => number(id) === patient_id,
      ),
  );
  expect(about.length).toBeGreaterThan(40);
  const ids = about.map((entry) => entry["_id"].$oid as string);
  const byCompliance = await foundBy(
    "compliance",
    `/audit-logs?patient_id=${patient_id}&`,
    "_id",
  );
  expect(ids.filter((id) => !byCompliance.has(id))).toEqual([]);
  const byPatient = await foundBy(
    "patient own",
    `/patients/${patient_id}/who-saw?`,
    "event_id",
  );
  expect(ids.filter((id) => !byPatient.has(id))).toEqual([]);
});

const strangers = ["doctor other", "patient other"] as const;
test.each(touching.map(({ id }) => id))(
  "%s refused leaves exactly one entry, for a role that may not and for a stranger",
  async (id) => {
    const askers = ["admin", "compliance", "billing", ...strangers] as const;
    for (const asker of askers) {
      const expected = cell(id, asker);
      const hidden =
        expected === "absent" && strangers.includes(asker as never);
      if (expected !== "no" && !hidden) continue;
      await entries();
      const answer = await send(id, asker, { if_match: 999 });
      expect([asker, answer.status]).toEqual([
        asker,
        expected === "no" ? 403 : 404,
      ]);
      expect(answer.headers["cache-control"]).toBe("no-store");
      expect(
        (await entries()).map((one) => [
          one["event_type"],
          one["context"]["outcome"],
        ]),
      ).toEqual([["access_refused", "refused"]]);
    }
  },
);
