import { randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import type { Role } from "#contract/permissions.ts";
import { hashPassword } from "#server/modules/accounts/password-hash.ts";
import type { Answer, Body, TestClinic } from "./clinic.ts";

export const goodPassword = "Tall-Gannet-over-7-Quays";

/** An account that can sign in with `goodPassword`. */
export async function anAccount(
  clinic: TestClinic,
  roles: Role | Role[],
  more: { doctor_id?: number; patient_id?: number; email?: string } = {},
): Promise<{ id: number; email: string }> {
  const email =
    more.email ?? `${randomBytes(5).toString("hex")}@people.example`;
  const { insertId } = await clinic.database.sql
    .insertInto("accounts")
    .values({
      email,
      display_name: "Robin Vale",
      password_hash: await hashPassword(goodPassword),
      roles: [roles].flat().join(","),
      doctor_id: more.doctor_id ?? null,
      patient_id: more.patient_id ?? null,
      password_changed_at: null,
    })
    .executeTakeFirstOrThrow();
  return { id: Number(insertId), email };
}

export interface Visitor {
  token: string;
  cookie: string;
  send(
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
  signIn(
    email: string,
    password?: string,
    mode?: "cookie" | "token",
  ): Promise<Answer<Body>>;
}

/** Somebody at an address who keeps whatever credential the clinic hands out. */
export function visitor(clinic: TestClinic, ip_address = "127.0.0.1"): Visitor {
  const self: Visitor = {
    token: "",
    cookie: "",
    async send(method, path, body, headers = {}) {
      const response = await clinic.app.inject({
        method,
        url: `/api/v1${path}`,
        remoteAddress: ip_address,
        headers: {
          ...(self.token ? { authorization: `Bearer ${self.token}` } : {}),
          ...(self.cookie
            ? { cookie: `chartroom_session=${self.cookie}` }
            : {}),
          ...(method === "POST"
            ? { "idempotency-key": randomBytes(8).toString("hex") }
            : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: body }),
      });
      const json = String(response.headers["content-type"]).includes("json");
      const answer = {
        status: response.statusCode,
        body: json ? (response.json() as Body) : undefined,
        etag: response.headers["etag"] as string | undefined,
        headers: response.headers,
      };
      const issued = answer.body?.token ?? answer.body?.session?.token;
      if (issued) self.token = issued;
      const set = response.cookies.find(
        (one) => one.name === "chartroom_session",
      );
      if (set) self.cookie = set.value;
      return answer;
    },
    signIn: (email, password = goodPassword, mode = "token") =>
      self.send("POST", "/sessions", { email, password, mode }),
  };
  return self;
}

/** The code an authenticator shows. @param step 0 now, 1 the next half minute, -1 the last */
export const totpCode = (secret: string, step = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: Date.now() + step * 30_000,
  });

/** Enrols a second factor on a session that waits for it. @returns its secret and the recovery codes */
export async function enrol(
  who: Visitor,
  step = 0,
): Promise<{ secret: string; recovery_codes: string[] }> {
  const begun = await who.send("POST", "/accounts/me/second-factor");
  const { secret } = begun.body as { secret: string };
  const confirmed = await who.send(
    "POST",
    "/accounts/me/second-factor/confirm",
    { code: totpCode(secret, step) },
  );
  if (confirmed.status !== 200) throw new Error(JSON.stringify(confirmed.body));
  return { secret, recovery_codes: confirmed.body.recovery_codes };
}
