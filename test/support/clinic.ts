import { randomBytes } from "node:crypto";
import type { FastifyInstance, InjectOptions } from "fastify";
import { sql } from "kysely";
import { pino } from "pino";
import type { Role } from "#contract/permissions.ts";
import { compose, type Composed } from "#server/compose.ts";
import { createServer } from "#server/http/server.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { generateKey } from "#server/kernel/keyring.ts";
import { hashToken } from "#server/modules/accounts/session-lookup.repository.ts";
import {
  openDatabase,
  type OnQuery,
  type OpenDatabase,
} from "#server/storage/database.ts";
import { migrateToLatest } from "#server/storage/migrate.ts";
import { parseMysqlUrl } from "#server/storage/mysql-url.ts";

export interface Answer<T = Record<string, never>> {
  readonly status: number;
  readonly body: T;
  readonly etag: string | undefined;
  readonly headers: Record<string, unknown>;
}

/** An answer read without its schema: tests say what they expect of it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Body = any;
export type AuditDocument = Record<string, Body>;

export interface Person {
  readonly account_id: number;
  readonly token: string;
  /** Sends JSON; `if_match` is a row_version, `key` an Idempotency-Key (made anew when absent). */
  request<T = Body>(
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
    path: string,
    body?: unknown,
    more?: {
      if_match?: number;
      key?: string;
      headers?: Record<string, string>;
    },
  ): Promise<Answer<T>>;
}

export interface TestClinic {
  readonly app: FastifyInstance;
  readonly database: OpenDatabase;
  readonly composed: Composed;
  readonly url: string;
  readonly log: string[];
  /** Somebody with an account, signed in. */
  signIn(
    roles: Role | Role[],
    identity?: { doctor_id?: number; patient_id?: number },
  ): Promise<Person>;
  /** One more session of an account. */
  session(account_id: number): Promise<Person>;
  anonymous: Person;
  /** Seals and delivers all entries; the newest last. */
  auditTrail(): Promise<AuditDocument[]>;
  close(): Promise<void>;
}

function person(
  app: FastifyInstance,
  account_id: number,
  token: string,
): Person {
  return {
    account_id,
    token,
    async request(method, path, body, more = {}) {
      const options: InjectOptions = {
        method,
        url: `/api/v1${path}`,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(more.if_match ? { "if-match": `"${more.if_match}"` } : {}),
          ...(method === "POST"
            ? { "idempotency-key": more.key ?? randomBytes(8).toString("hex") }
            : {}),
          ...more.headers,
        },
        ...(body === undefined ? {} : { payload: body as object }),
      };
      const response = await app.inject(options);
      const json = String(response.headers["content-type"]).includes("json");
      return {
        status: response.statusCode,
        body: json ? response.json() : (response.rawPayload as never),
        etag: response.headers["etag"] as string | undefined,
        headers: response.headers,
      };
    },
  };
}

/** A database of its own on the engine under test, or on another server: `drop` removes it. */
export async function createTestDatabase(
  server = process.env["CHARTROOM_TEST_MYSQL_URL"],
): Promise<{
  url: string;
  drop(): Promise<void>;
}> {
  if (!server) throw new Error("the global setup names the engine");
  const name = `test_${process.pid}_${randomBytes(4).toString("hex")}`;
  const admin = openDatabase(parseMysqlUrl(server));
  await sql.raw(`create database ${name}`).execute(admin.sql);
  const url = server
    .split(",")
    .map((one) => {
      const parsed = new URL(one);
      parsed.pathname = `/${name}`;
      return parsed.href;
    })
    .join(",");
  return {
    url,
    async drop() {
      await sql.raw(`drop database ${name}`).execute(admin.sql);
      await admin.close();
    },
  };
}

/** A migrated, empty clinic behind the real HTTP edge, in this process. */
export async function startClinic(
  options: { clock?: Clock; url?: string; onQuery?: OnQuery } = {},
): Promise<TestClinic> {
  const own = options.url ? undefined : await createTestDatabase();
  const url = options.url ?? own!.url;
  const database = openDatabase(parseMysqlUrl(url), undefined, options.onQuery);
  await migrateToLatest(database.sql);
  const log: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line) => log.push(line) });
  const composed = compose({
    database,
    keys: generateKey("test"),
    logger,
    ...(options.clock ? { clock: options.clock } : {}),
  });
  const app = await createServer({
    routes: composed.routes,
    endpointTools: {
      authenticate: composed.authenticate,
      recordRefusal: composed.record,
      secureCookies: false,
    },
    health: composed.health,
    metrics: composed.metrics,
    logger,
    version: "test",
    trustedProxies: [],
    operationsToken: undefined,
  });

  const session = async (account_id: number): Promise<Person> => {
    const token = randomBytes(32).toString("base64url");
    await database.sql
      .insertInto("sessions")
      .values({
        token_hash: hashToken(token),
        account_id,
        stage: "full",
        mode: "token",
        expires_at: "2099-01-01 00:00:00",
        reauthenticated_at: null,
        revoked_at: null,
        ip_address: "127.0.0.1",
        user_agent: "test",
      })
      .execute();
    return person(app, account_id, token);
  };

  return {
    app,
    database,
    composed,
    url,
    log,
    anonymous: person(app, 0, ""),
    async signIn(roles, identity = {}) {
      const list = [roles].flat();
      const account = await database.sql
        .insertInto("accounts")
        .values({
          email: `${randomBytes(6).toString("hex")}@test.clinic`,
          display_name: `Test ${list.join(" ")}`,
          password_hash: null,
          roles: list.join(","),
          doctor_id: identity.doctor_id ?? null,
          patient_id: identity.patient_id ?? null,
          password_changed_at: null,
        })
        .executeTakeFirstOrThrow();
      return session(Number(account.insertId));
    },
    session,
    async auditTrail() {
      await composed.sequencer.drain();
      const rows = await database.sql
        .selectFrom("audit_logs")
        .select("document")
        .orderBy("seq")
        .execute();
      return rows.map((row) => JSON.parse(row.document) as AuditDocument);
    },
    async close() {
      await app.close();
      await composed.close();
      await database.close();
      await own?.drop();
    },
  };
}
