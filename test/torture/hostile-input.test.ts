import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "#contract/api.ts";
import type { Endpoint } from "#contract/endpoint.ts";
import { problems } from "#contract/errors.ts";
import { permissions, type Role } from "#contract/permissions.ts";
import { codesOf, openApiDocument } from "#server/http/openapi.ts";
import {
  startClinic,
  type Person,
  type TestClinic,
} from "#test/support/clinic.ts";
import {
  hostileValues,
  sample,
  seededRandom,
  spoil,
  type JsonSchema,
} from "#test/support/sample-input.ts";

const runs = process.env["CHARTROOM_TORTURE"] ? 1_000 : 20;
const seed = Number(process.env["CHARTROOM_SEED"] ?? Date.now() % 1e9);
const random = seededRandom(seed);
const slowestMs = 10_000;

let clinic: TestClinic;
const people = new Map<Role | "nobody", Person>();

const ajv = new Ajv({ strict: false });
(addFormats as unknown as (ajv: Ajv) => void)(ajv);
const document = openApiDocument(api, "test") as {
  components: { schemas: { Problem: object } };
};
const isProblem = ajv.compile(document.components.schemas.Problem);

beforeAll(async () => {
  clinic = await startClinic();
  people.set("nobody", clinic.anonymous);
});
afterAll(() => clinic.close());

async function personFor(endpoint: Endpoint): Promise<Person> {
  if (endpoint.action === "public" || random() < 0.1) return clinic.anonymous;
  const allowed = permissions[endpoint.action] as readonly Role[];
  const role = allowed[Math.floor(random() * allowed.length)]!;
  const known = people.get(role);
  // A session may have ended itself by what it asked.
  if (known && (await known.request("GET", "/doctors")).status !== 401)
    return known;
  const person = await clinic.signIn(role);
  people.set(role, person);
  return person;
}

const oddIds = [
  "1",
  "0",
  "-1",
  "1e9",
  "2147483648",
  "%27",
  "..%2f",
  "%00",
  "ä",
];
const odd = (): string => oddIds[Math.floor(random() * oddIds.length)]!;

function pathOf(endpoint: Endpoint): string {
  const path = endpoint.path.replace(/:\w+/g, () =>
    random() < 0.7 ? "1" : odd(),
  );
  if (!endpoint.query) return path;
  const query = sample(endpoint.query as JsonSchema, random) as object;
  const spoiled = random() < 0.5 ? spoil(query, random) : query;
  const search = new URLSearchParams();
  if (spoiled !== null && typeof spoiled === "object")
    for (const [name, value] of Object.entries(spoiled))
      search.append(name, String(value).slice(0, 3_000).toWellFormed());
  return `${path}?${search}`;
}

function bodyOf(endpoint: Endpoint): unknown {
  if (!endpoint.body) return random() < 0.8 ? undefined : { surprise: 1 };
  const good = sample(endpoint.body as JsonSchema, random);
  return random() < 0.2 ? good : spoil(good, random);
}

/** Why the answer does not fit the contract, or undefined. */
function misfit(
  endpoint: Endpoint,
  status: number,
  body: unknown,
): string | undefined {
  if (status >= 500 && status !== 503) return `status ${status}`;
  if (status >= 400) {
    if (!isProblem(body)) return "not a problem document";
    const { code } = body as { code: keyof typeof problems };
    if (problems[code].status !== status) return `${code} with ${status}`;
    return codesOf(endpoint).includes(code) ? undefined : `undeclared ${code}`;
  }
  if (status !== endpoint.status && status !== 200) return `status ${status}`;
  if (endpoint.media || status === 204 || !endpoint.answer) return undefined;
  const schemas = [endpoint.answer, ...Object.values(endpoint.answerFor ?? {})];
  return schemas.some((schema) => ajv.validate(schema as object, body))
    ? undefined
    : `answer does not fit: ${ajv.errorsText()}`;
}

test.each(api.map((endpoint) => ({ id: endpoint.id, endpoint })))(
  "$id takes anything and answers by contract",
  async ({ endpoint }) => {
    const misfits: string[] = [];
    for (let run = 0; run < runs; run += 1) {
      const person = await personFor(endpoint);
      const body = bodyOf(endpoint);
      const headers: Record<string, string> =
        random() < 0.1 ? { "if-match": "junk" } : { "if-match": '"1"' };
      if (random() < 0.1) headers["idempotency-key"] = "x".repeat(300);
      const path = pathOf(endpoint);
      const start = performance.now();
      const answer = await person.request(endpoint.method, path, body, {
        headers: endpoint.ifMatch ? headers : {},
      });
      const fault =
        performance.now() - start > slowestMs
          ? "too slow"
          : misfit(endpoint, answer.status, answer.body);
      if (fault)
        misfits.push(
          `${fault} for ${path} ${JSON.stringify(body)?.slice(0, 200)}`,
        );
    }
    expect(misfits, `CHARTROOM_SEED=${seed}`).toEqual([]);
  },
  600_000,
);

test("what is not JSON, not ours or too large is refused in words", async () => {
  const send = (payload: string | Buffer, type: string, url = "/sessions") =>
    clinic.app.inject({
      method: "POST",
      url: `/api/v1${url}`,
      headers: { "content-type": type },
      payload,
    });
  for (const [payload, type, status] of [
    ["{", "application/json", 400],
    ["", "application/json", 400],
    ["\u0000", "application/json", 400],
    ['{"a":1}', "text/plain", 415],
    ["<a/>", "application/xml", 415],
    ['{"__proto__":{"x":1}}', "application/json", 400],
    [`"${"x".repeat(9_000_000)}"`, "application/json", 413],
    ["[".repeat(100_000), "application/json", 400],
    [
      `${"[".repeat(500_000)}"\\ud800"${"]".repeat(500_000)}`,
      "application/json",
      400,
    ],
    ['{"email":"\\ud800@b.example"}', "application/json", 400],
  ] as const) {
    const answer = await send(payload, type);
    expect(answer.statusCode, payload.slice(0, 20)).toBe(status);
    expect(answer.headers["content-type"]).toContain("problem+json");
  }
  expect((await send("{}", "application/json", "/nowhere")).statusCode).toBe(
    404,
  );
  expect(hostileValues.length).toBeGreaterThan(30);
});
