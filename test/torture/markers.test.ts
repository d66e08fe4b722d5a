import type { LightMyRequestResponse as Response } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { api } from "#contract/api.ts";
import type { Endpoint } from "#contract/endpoint.ts";
import { permissions, type Role } from "#contract/permissions.ts";
import {
  leaksIn,
  marked,
  markedBirthday,
  markedEmail,
  markedPhone,
  marker,
  spoilt,
} from "#test/support/markers.ts";
import type { JsonSchema } from "#test/support/sample-input.ts";
import { aVisit } from "#test/support/factories.ts";
import { addressOf, bodiesOf } from "../permissions/matrix-requests.ts";
import {
  askers,
  matrixWorld,
  type Asker,
  type MatrixWorld,
} from "../permissions/matrix-world.ts";

let world: MatrixWorld;
/** What leaked where; empty at the end. */
const leaks = new Set<string>();
const tokens = new Map<Asker, string>();
const statuses = new Map<string, Set<number>>();

/** Records of their own for what would be refused on those of the others. */
const idsOf = new Map<string, Readonly<Record<string, number>>>();

beforeAll(async () => {
  world = await matrixWorld();
  const { clinic, ids } = world;
  const visit = await aVisit(
    clinic,
    {
      doctor_id: ids["doctor_id"]!,
      patient_id: ids["patient_id"]!,
      location_id: ids["location_id"]!,
    },
    { status: "Scheduled" },
  );
  const billing = await world.as("billing");
  const bill = await billing.request("POST", "/payments", {
    appointment_id: ids["appointment_id"],
    amount: "1.00",
    payment_method: "Cash",
  });
  idsOf.set("voidPayment", { ...ids, payment_id: bill.body.id as number });
  const left = await clinic.database.sql
    .insertInto("worklist_items")
    .values({ appointment_id: visit, cause: "time_off", cause_id: null })
    .executeTakeFirstOrThrow();
  idsOf.set("resolveWorklistItem", { ...ids, one: Number(left.insertId) });
  for (const id of ["completeAppointment", "reopenAppointment"])
    idsOf.set(id, { ...ids, appointment_id: visit });
  for (const id of ["deactivatePatient", "activatePatient"])
    idsOf.set(id, { ...ids, patient_id: ids["unseen_id"]! });
});
afterAll(() => world.clinic.close());

const askerOf: Record<Role, Asker> = {
  admin: "admin",
  front_desk: "front_desk",
  billing: "billing",
  compliance: "compliance",
  doctor: "doctor treating",
  patient: "patient own",
};
const rightAsker = ({ action }: Endpoint): Asker =>
  action === "public" ? "nobody" : askerOf[permissions[action][0]];

/** Where the next request would carry it in its address. */
const cursorOf = (payload: string): string => {
  const cursor = /"next_cursor":"([^"]+)"/.exec(payload)?.[1] ?? "";
  return cursor + Buffer.from(cursor, "base64url").toString("utf8");
};

function note(what: string, response: Response): void {
  const told = [
    JSON.stringify(response.headers),
    response.statusCode < 400 ? cursorOf(response.payload) : response.payload,
  ];
  for (const leak of told.flatMap(leaksIn))
    leaks.add(`${what} ${response.statusCode}: ${leak}`);
}

async function send(
  endpoint: Endpoint,
  asker: Asker,
  payload: string | undefined,
  headers: Record<string, string> = {},
): Promise<Response> {
  const token = tokens.get(asker) ?? (await world.as(asker)).token;
  const response = await world.clinic.app.inject({
    method: endpoint.method,
    url: `/api/v1${addressOf(endpoint.id, endpoint.path, idsOf.get(endpoint.id) ?? world.ids)}`,
    headers: {
      ...(payload === undefined ? {} : { "content-type": "application/json" }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      "idempotency-key": Math.random().toString(36).slice(2),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });
  if (response.statusCode === 401) tokens.delete(asker);
  else tokens.set(asker, token);
  note(`${endpoint.id} as ${asker}`, response);
  const seen = statuses.get(endpoint.id) ?? new Set();
  statuses.set(endpoint.id, seen.add(response.statusCode));
  return response;
}

/** With the version that the record has; the wrong ones before it are answered 412. */
async function sendAtVersion(
  endpoint: Endpoint,
  asker: Asker,
  payload: string,
): Promise<void> {
  for (let version = 1; version <= 12; version += 1) {
    const { statusCode } = await send(endpoint, asker, payload, {
      "if-match": `"${version}"`,
    });
    if (!endpoint.ifMatch || statusCode !== 412) return;
  }
}

const csv = (name: string): string =>
  `first,last,born,sex,phone\n${marker(name, "first")},${marker(name, "last")},${markedBirthday},Female,${markedPhone("13")}\n${marker(name, "broken")},,${marker(name, "date")},X,\n`;

function bodyOf(endpoint: Endpoint): Record<string, unknown> | undefined {
  if (!endpoint.body) return undefined;
  const given = {
    ...bodiesOf(world.ids)[endpoint.id],
    // Away from where the others' visits are moved to.
    ...(endpoint.id === "bookAppointment"
      ? { appointment_date: "2097-07-01" }
      : {}),
  };
  const body = marked(
    endpoint.body as JsonSchema,
    given,
    endpoint.id,
  ) as Record<string, unknown>;
  return "csv" in body ? { ...body, csv: csv(endpoint.id) } : body;
}

const isTaken = (id: string): boolean =>
  [...statuses.get(id)!].some((status) => status < 300);

async function versionsFor(id: string): Promise<object> {
  if (id !== "swapAppointments") return {};
  const desk = await world.as("front_desk");
  const versionOf = async (name: string): Promise<unknown> =>
    (await desk.request("GET", `/appointments/${world.ids[name]}`)).body
      .row_version;
  return {
    first_version: await versionOf("appointment_id"),
    second_version: await versionOf("second_appointment_id"),
  };
}

/** What ends a record comes after what needs it. */
const isLast = ({ id }: Endpoint): boolean =>
  /^(deactivateDoctor|deactivateLocation|cancel|stop|mark|refund)/.test(id);
const writing = api.filter((one) => one.body);
const inOrder = [
  ...writing.filter((one) => !isLast(one)),
  ...writing.filter(isLast),
].map((one) => [one.id, one] as const);
/** Where patients' data comes in as words. */
const ofPatients =
  /^(patients|appointments|prescriptions|payments|break-glass|worklist)$/;

describe("a marker in every field", () => {
  it.each(inOrder)("stays where it belongs in %s", async (id, endpoint) => {
    const asker = rightAsker(endpoint);
    const body = { ...bodyOf(endpoint)!, ...(await versionsFor(id)) };
    const text = JSON.stringify(body);
    await sendAtVersion(endpoint, asker, text);
    if (ofPatients.test(endpoint.tag) && leaksIn(text).length > 0)
      expect(isTaken(id), [...statuses.get(id)!].join()).toBe(true);
    for (const bad of spoilt(body, id))
      await send(endpoint, asker, JSON.stringify(bad), { "if-match": '"1"' });
    await send(endpoint, asker, text.slice(0, -2));
    await send(endpoint, asker, marker(id));
    await send(endpoint, asker, text, { "content-type": "text/plain" });
    await send(endpoint, asker, text, { "if-match": marker(id) });
    await send(endpoint, asker, text, { "if-match": '"99"' });
    for (const other of askers) await send(endpoint, other, text);
    await sendAtVersion(endpoint, asker, text);
    expect([...leaks]).toEqual([]);
  });

  it("is in no cursor and no header of any answer", async () => {
    const reads = api.filter(
      // A page of locations goes on after a location's name.
      (one) => one.method === "GET" && one.id !== "listLocations",
    );
    for (const endpoint of reads) {
      const paged = (endpoint.query as JsonSchema | undefined)?.properties;
      for (const asker of askers) {
        const path = addressOf(endpoint.id, endpoint.path, world.ids);
        const url = paged?.["limit"]
          ? `${path}${path.includes("?") ? "&" : "?"}limit=1`
          : path;
        await send({ ...endpoint, path: url }, asker, undefined);
      }
    }
    expect([...leaks]).toEqual([]);
  });

  it("is found by a search that shows it to nobody else", async () => {
    const search = api.find((one) => one.id === "searchPatients")!;
    const queries = [
      marker("createPatient", "first_name"),
      markedPhone("12"),
      markedEmail("createPatient", "email"),
      markedBirthday,
    ];
    for (const q of queries) {
      const body = JSON.stringify({ q, limit: 1 });
      const found = await send(search, "front_desk", body);
      expect(found.json().items, q).toHaveLength(1);
      await send(search, "front_desk", JSON.stringify({ q, cursor: q }));
    }
    expect([...leaks]).toEqual([]);
  });

  it("is in no log line and no metric", async () => {
    const metrics = await world.clinic.app.inject({ url: "/metrics" });
    expect(metrics.payload).toContain("chartroom_http_request_seconds");
    expect(leaksIn(metrics.payload)).toEqual([]);
    expect(world.clinic.log.length).toBeGreaterThan(1_000);
    expect(world.clinic.log.flatMap(leaksIn)).toEqual([]);
  });

  it("has no place in an address: paths and queries hold ids, dates, choices and cursors", () => {
    const asked = api.filter((one) => one.id !== "listDoctors");
    const wordy = asked.flatMap(({ id, params, query }) =>
      [params, query].flatMap((part) =>
        Object.entries((part as JsonSchema | undefined)?.properties ?? {})
          .filter(
            ([name, field]) =>
              [field.type].flat().includes("string") &&
              !field.enum &&
              !field.format &&
              name !== "cursor" &&
              !["^[a-z_]{1,64}$", "^[0-9a-f]{24}$"].includes(
                field.pattern ?? "",
              ),
          )
          .map(([name]) => `${id} ${name}`),
      ),
    );
    expect(wordy).toEqual([]);
  });
});
