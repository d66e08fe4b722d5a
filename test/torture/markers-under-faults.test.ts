import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import mysql, { type Connection, type RowDataPacket } from "mysql2/promise";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { generateKey } from "#server/kernel/keyring.ts";
import {
  startClinic,
  type Body,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  cuttableProxy,
  type CuttableProxy,
} from "#test/support/cuttable-proxy.ts";
import { aDoctor, aLocation } from "#test/support/factories.ts";
import {
  leaksIn,
  markedBirthday,
  markedEmail,
  markedPhone,
  marker,
} from "#test/support/markers.ts";
import {
  serverProgram,
  type RunningServer,
} from "#test/support/running-server.ts";

let clinic: TestClinic;
let wire: CuttableProxy;
let server: RunningServer;
let desk: Person;
/** Past the wire, to hold locks and to kill. */
let holder: Connection;
let killer: Connection;
let output = "";
let isGone = false;
const leaks = new Set<string>();
let patient: { id: number; row_version: number };

interface Told {
  readonly status: number;
  readonly body: Body;
}

async function ask(
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Told> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${desk.token}`,
      "content-type": "application/json",
      "idempotency-key": randomBytes(8).toString("hex"),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const told = `${JSON.stringify([...response.headers])}${response.status < 400 ? "" : text}`;
  for (const leak of leaksIn(told))
    leaks.add(`${method} ${path} ${response.status}: ${leak}`);
  return {
    status: response.status,
    body: text.startsWith("{") ? (JSON.parse(text) as Body) : text,
  };
}

const person = (name: string): object => ({
  first_name: marker(name, "first"),
  last_name: marker(name, "last", randomBytes(3).toString("hex")),
  date_of_birth: markedBirthday,
  gender: "Female",
  phone: markedPhone("21"),
  email: markedEmail(name),
  address: marker(name, "address"),
  emergency_contact: marker(name, "emergency"),
  emergency_phone: markedPhone("22"),
  allergies: marker(name, "allergies"),
  allergy_status: "recorded",
  not_the_same_person: true,
});

const register = (name: string): Promise<Told> =>
  ask("POST", "/api/v1/patients", person(name));

const change = (name: string): Promise<Told> =>
  ask(
    "PATCH",
    `/api/v1/patients/${patient.id}`,
    { first_name: marker(name), address: marker(name, "address") },
    { "if-match": `"${patient.row_version}"` },
  );

/** The server's connection that waits for a lock. */
async function waiting(): Promise<number> {
  for (let tries = 0; tries < 30; tries += 1) {
    // The engine looks anew only when nobody has asked for 100 ms.
    await pause(150);
    const [rows] = await killer.query<RowDataPacket[]>(
      `select t.trx_mysql_thread_id as id from information_schema.innodb_trx t
       join information_schema.processlist p on p.id = t.trx_mysql_thread_id
       where p.db = database() and t.trx_state = 'LOCK WAIT'`,
    );
    if (rows[0]) return Number(rows[0]["id"]);
  }
  throw new Error("nobody waits for a lock");
}

/** Does something to a change of the patient that waits for a row. */
async function whileWaiting(
  name: string,
  meanwhile: (connection: number) => unknown,
): Promise<Told> {
  await holder.query("begin");
  await holder.query("update patients set phone = phone where id = ?", [
    patient.id,
  ]);
  const asked = change(name);
  try {
    await meanwhile(await waiting());
    await pause(100);
  } finally {
    await holder.query("rollback");
  }
  const told = await asked;
  if (told.status === 200) patient = told.body;
  return told;
}

beforeAll(async () => {
  clinic = await startClinic();
  const url = clinic.url.split(",")[0]!;
  wire = await cuttableProxy(url);
  desk = await clinic.signIn("front_desk");
  holder = await mysql.createConnection(url);
  killer = await mysql.createConnection(url);
  const program = await serverProgram();
  server = await program.start({
    url: wire.url,
    keys: generateKey("test"),
    onOutput: (text) => {
      output += text;
    },
  });
  program.remove();
  void server.gone.then(() => {
    isGone = true;
  });
  const made = await register("first");
  expect(made.status).toBe(201);
  patient = made.body;
});

afterEach(() => {
  expect([...leaks]).toEqual([]);
  expect(leaksIn(output)).toEqual([]);
  expect(isGone, output.slice(-2_000)).toBe(false);
});

afterAll(async () => {
  await server?.stop();
  await wire?.close();
  holder?.destroy();
  killer?.destroy();
  await clinic?.close();
});

describe("a marker in every field stays unsaid", () => {
  it("when the same e-mail is written many times at once", async () => {
    const told = await Promise.all(
      Array.from({ length: 8 }, () => register("duplicate")),
    );
    expect(told.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 7 }, () => 409),
    ]);
  });

  it("when a booking is the victim of a deadlock", async () => {
    const doctor_id = await aDoctor(clinic);
    const location_id = await aLocation(clinic);
    const calendar = (kind: string, id: number): Promise<unknown> =>
      holder.query(
        "update calendars set version = version + 1 where kind = ? and resource_id = ?",
        [kind, id],
      );
    await holder.query("begin");
    // Much to undo: the engine gives up the other one.
    await holder.query(
      `insert into throttles (bucket, window_started_at) values ${Array.from({ length: 2_000 }, (_, at) => `(unhex(lpad(hex(${at}), 64, '0')), utc_timestamp(6))`).join()}`,
    );
    await calendar("patient", patient.id);
    const booked = ask("POST", "/api/v1/appointments", {
      doctor_id,
      location_id,
      patient_id: patient.id,
      appointment_date: "2035-01-08",
      start_time: "09:00",
      end_time: "09:30",
      purpose: marker("deadlock", "purpose"),
      notes: marker("deadlock", "notes"),
      override_reason: marker("deadlock", "override"),
    });
    await waiting();
    await calendar("doctor", doctor_id);
    await holder.query("rollback");
    expect((await booked).status).toBe(201);
  });

  it("when a lock is not given up in time", async () => {
    const told = await whileWaiting("timeout", () => pause(5_000));
    expect([told.status, told.body.code]).toEqual([503, "busy"]);
  });

  it("when the connection is killed", async () => {
    const told = await whileWaiting("killed", (id) =>
      killer.query(`kill ${id}`),
    );
    expect(told.status).toBe(200);
  });

  it("when the statement is killed", async () => {
    const told = await whileWaiting("interrupted", (id) =>
      killer.query(`kill query ${id}`),
    );
    // A cluster calls it a lost race, which is run again.
    if (process.env["CHARTROOM_TEST_ENGINE"] === "galera")
      return expect(told.status).toBe(200);
    expect([told.status, told.body.code]).toEqual([500, "internal_error"]);
    expect(output).toContain('"fault":"storage fault 1317"');
  });

  it("when the wire is cut", async () => {
    const told = await whileWaiting("cut", () => wire.cut());
    expect(told.status).toBe(200);
  });

  it("when the wire is cut again and again", async () => {
    const statuses = new Set<number>();
    for (let round = 0; round < 20; round += 1) {
      const asked = Promise.all([
        ...Array.from({ length: 6 }, () =>
          ask("GET", `/api/v1/patients/${patient.id}`),
        ),
        register(`cuts${"abcdefghijklmnopqrst"[round]}`),
        change("cuts"),
      ]);
      await pause(Math.random() * 60);
      wire.cut();
      for (const { status, body } of await asked) {
        statuses.add(status);
        if (body.row_version > patient.row_version && body.id === patient.id)
          patient = body;
      }
    }
    // Whatever came in between: an answer, and never a fault of ours.
    const expected = [200, 201, 409, 412, 503];
    expect([...statuses].filter((one) => !expected.includes(one))).toEqual([]);
  });

  it("when the database says the value itself", async () => {
    const failed = (): number => output.split('"request failed"').length;
    const before = failed();
    await killer.query(
      `create trigger tell before insert on patients for each row begin
         declare told varchar(128);
         set told = concat(new.first_name, ' ', new.phone);
         signal sqlstate '45000' set message_text = told;
       end`,
    );
    const told = await register("trigger");
    await killer.query("drop trigger tell");
    expect([told.status, told.body.code]).toEqual([500, "internal_error"]);
    await pause(200);
    expect(failed()).toBe(before + 1);
    expect(output).toContain('"fault":"storage fault 1644');
  });

  it("when the database is away, and when it is back", async () => {
    wire.setDown(true);
    const away = await Promise.all([
      ask("GET", `/api/v1/patients/${patient.id}`),
      ask("POST", "/api/v1/patients/search", { q: marker("away") }),
      register("away"),
      change("away"),
      ask("GET", "/health/ready"),
    ]);
    wire.setDown(false);
    expect(away.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
    let back = await ask("GET", `/api/v1/patients/${patient.id}`);
    for (let tries = 0; back.status !== 200 && tries < 50; tries += 1) {
      await pause(100);
      back = await ask("GET", `/api/v1/patients/${patient.id}`);
    }
    expect(back.body.address).toMatch(/^Zqx/);
  });

  it("in the metrics after all this", async () => {
    const { body } = await ask("GET", "/metrics");
    expect(body).toContain("chartroom_http_request_seconds");
    expect(leaksIn(body as string)).toEqual([]);
    expect(output.split("\n").length).toBeGreaterThan(20);
  });
});
