import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "#contract/permissions.ts";
import { accountOf } from "#server/modules/seed/demo-accounts.rules.ts";
import type { Person } from "#test/support/clinic.ts";
import { planRequests, type PlanRequest } from "#test/support/plan-requests.ts";
import { planWorld, type PlanWorld } from "#test/support/plan-world.ts";
import { isScan, plansOf, type Plan } from "#test/support/query-plans.ts";
import { runSql } from "#test/support/run-sql.ts";

// Plans are the optimizer's own: they are written down for one engine, MariaDB 10.11.
const engine = process.env["CHARTROOM_TEST_ENGINE"];
const writing = process.env["CHARTROOM_WRITE_PLANS"] !== undefined;

/** Tables of tens of rows, whatever the clinic: reading them whole is the cheapest way. */
const small = new Set([
  "doctors",
  "clinic_locations",
  "doctor_hours",
  "location_closures",
  "audit_head",
  "encryption_keys",
  "installation",
  "import_runs",
  "schema_migrations",
  // What the schema is, asked by the readiness check.
  "columns",
  "tables",
  // Rows wait here for milliseconds.
  "outbox",
]);

/** Rows and index entries: a page of 50 with its names and sums, or a busy day of a location. */
const mostRead = 1_500;

interface Section {
  readonly title: string;
  readonly plans: readonly Plan[];
}

let world: PlanWorld;
const pages = new Map<string, Section[]>();
const refused: string[] = [];
const people = new Map<Role, Person>();

const folder = fileURLToPath(
  new URL("../../docs/generated/queries/", import.meta.url),
);

async function person(role: Role): Promise<Person> {
  const known = people.get(role);
  if (known) return known;
  const { id } = accountOf(role);
  const made = await world.clinic.session(id);
  people.set(role, made);
  return made;
}

function put(page: string, title: string, plans: readonly Plan[]): void {
  pages.set(page, [...(pages.get(page) ?? []), { title, plans }]);
}

async function watchRequest(request: PlanRequest): Promise<void> {
  const { page, role, method, path, body, if_match } = request;
  const who = await person(role);
  let status = 0;
  const statements = await world.watch(async () => {
    const answer = await who.request(method, path, body, {
      ...(if_match ? { if_match } : {}),
    });
    status = answer.status;
  });
  if (status >= 300) refused.push(`${method} ${path} ${status}`);
  const asked = path.replace(/cursor=[\w-]+/, "cursor=...");
  const shown = body === undefined ? "" : ` ${JSON.stringify(body)}`;
  put(
    page,
    `${method} ${asked}${shown} (${role})`,
    await plansOf(world.clinic, statements),
  );
}

/** What every request begins with is told once. */
function everyRequest(): Section {
  const all = [...pages.values()].flat();
  const first = all[0]!.plans.filter(({ sql }) =>
    all.every(({ plans }) => plans.some((plan) => plan.sql === sql)),
  );
  return { title: "every request", plans: first };
}

function textOf(page: string, sections: readonly Section[]): string {
  const common = new Set(
    page === "every-request"
      ? []
      : pages.get("every-request")![0]!.plans.map(({ sql }) => sql),
  );
  const parts = sections.map(({ title, plans }) => {
    const own = plans.filter(({ sql }) => !common.has(sql));
    const lines = own.map(
      ({ sql, accesses }) =>
        `${sql}\n${accesses.map(({ table, type, key }) => `    ${table}: ${type}${key ? `, ${key}` : ""}\n`).join("")}`,
    );
    return `## ${title}\n\n\`\`\`\n${lines.join("\n")}\`\`\`\n`;
  });
  return [
    `# Plans: ${page.replaceAll("-", " ")}\n`,
    "What MariaDB 10.11 does for each request on the demo clinic some years on: the statement, then each table with its access type and index. Generated (`npm run generate`): do not edit.\n",
    ...parts,
  ].join("\n");
}

describe.runIf(engine === "mariadb")("the plans of the statements", () => {
  beforeAll(async () => {
    world = await planWorld();
    const one = async (statement: string): Promise<Record<string, number>> =>
      (await runSql<Record<string, number>>(world.clinic, statement))[0]!;
    const due = await one(
      `select p.id from payments p where payment_status = 'Pending' and voided_at is null and row_version = 1
       and payment_method <> 'Insurance' order by id limit 1`,
    );
    const receipt = await one(
      "select min(id) as id from payment_receipts where amount > 0",
    );
    const ahead = await one(
      "select id, row_version from appointments where status = 'Scheduled' and appointment_date > '2026-04-01' order by id limit 1",
    );
    const requests = planRequests({
      payment_id: due["id"]!,
      receipt_id: receipt["id"]!,
      visit_ahead: ahead["id"]!,
      visit_version: ahead["row_version"]!,
    });
    for (const request of requests) await watchRequest(request);
    pages.set("every-request", [everyRequest()]);
    for (const chore of world.clinic.composed.chores)
      put(
        "background",
        chore.name,
        await plansOf(world.clinic, await world.watch(() => chore.run())),
      );
    // The entry of one read; all of those above in one batch would ask for every patient.
    await world.clinic.composed.sequencer.drain();
    await (await person("front_desk")).request("GET", "/patients/42");
    put(
      "background",
      "audit sequencer",
      await plansOf(
        world.clinic,
        await world.watch(() => world.clinic.composed.sequencer.drain()),
      ),
    );
    put(
      "background",
      "/health/ready and /metrics",
      await plansOf(
        world.clinic,
        await world.watch(async () => {
          await world.clinic.app.inject("/health/ready");
          await world.clinic.app.inject("/metrics");
        }),
      ),
    );
  }, 300_000);
  afterAll(() => world?.clinic.close());

  it("belong to requests that were answered", () => {
    expect(refused).toEqual([]);
  });

  it("read no growing table from end to end", () => {
    const scans = [...pages.values()]
      .flat()
      .flatMap(({ title, plans }) =>
        plans.flatMap(({ sql, accesses }) =>
          accesses
            .filter((access) => isScan(access) && !small.has(access.table))
            .map(
              ({ table, type, rows }) =>
                `${title}: ${table} ${type} ${rows}: ${sql}`,
            ),
        ),
      );
    expect([...new Set(scans)]).toEqual([]);
  });

  it("read little more than they answer", () => {
    const greedy = [...pages.values()]
      .flat()
      .flatMap(({ title, plans }) =>
        plans
          .filter(
            ({ sql, read }) => read > mostRead && !/COLUMN_NAME/.test(sql),
          )
          .map(({ sql, read }) => `${title}: ${read}: ${sql}`),
      );
    expect(greedy).toEqual([]);
  });

  it("are those that docs/generated/queries shows (else: npm run generate)", () => {
    mkdirSync(folder, { recursive: true });
    for (const [page, sections] of pages) {
      const file = `${folder}${page}.md`;
      const text = textOf(page, sections);
      if (writing) writeFileSync(file, text);
      else
        expect(text).toBe(existsSync(file) ? readFileSync(file, "utf8") : "");
    }
  });
});
