import { sql } from "kysely";
import { genesisHash, verifyStored } from "#server/kernel/audit-seal.ts";
import type { Sql } from "../database.ts";
import { wireInstant } from "../rows.ts";
import type { CheckRules } from "./check-rules.ts";
import type { Problem, Report } from "./findings.ts";

const batch = 500;
/** After this long, what was committed should have been sealed and delivered. */
const overdue = sql<string>`utc_timestamp(6) - interval 1 minute`;

const faults = {
  seq: "chain_order",
  prev_hash: "chain_link",
  hash: "chain_hash",
  personal_part: "chain_personal_part",
  not_canonical: "chain_text",
} as const satisfies Record<string, Problem>;

/** What the next entry must be; walks from one to the next. */
function chainWalk(report: Report) {
  let seq = 1;
  let prev_hash: string | undefined = genesisHash;
  return {
    next: () => seq,
    last: () => ({ seq: seq - 1, hash: prev_hash }),
    step(at: number, text: string): void {
      if (at !== seq) {
        report("chain_gap", at);
        seq = at;
        // What the missing one's hash was, only this one says.
        prev_hash = undefined;
      }
      const expected = { seq, prev_hash: prev_hash ?? claimedBy(text) };
      const { fault, hash } = verifyStored(text, expected);
      if (fault) report(faults[fault], at);
      seq += 1;
      prev_hash = hash;
    },
  };
}

function claimedBy(text: string): string {
  try {
    const { chain } = JSON.parse(text) as { chain?: { prev_hash?: string } };
    return chain?.prev_hash ?? "";
  } catch {
    return "";
  }
}

type Row = Record<string, string | number | null>;

const asStored = (row: Row): string =>
  JSON.stringify(
    Object.entries({
      ...row,
      timestamp: wireInstant(String(row["timestamp"])),
    }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

function listedIn(document: string, rules: CheckRules): number | undefined {
  try {
    return rules.patientsListed(document);
  } catch {
    return undefined;
  }
}

function indexAgrees(row: Row, rules: CheckRules): boolean {
  try {
    const expected = rules.auditRow({
      event_id: String(row["_id"]),
      seq: Number(row["seq"]),
      document: String(row["document"]),
    });
    return asStored(row) === asStored(expected);
  } catch {
    return false;
  }
}

/** Lists of patients that an entry names and `audit_patient_sets` does not hold whole. */
async function checkSets(
  db: Sql,
  rows: readonly {
    seq: number;
    patient_set: string | null;
    document: string;
  }[],
  rules: CheckRules,
  report: Report,
): Promise<void> {
  const listed = new Map<string, (typeof rows)[number]>();
  for (const row of rows) if (row.patient_set) listed.set(row.patient_set, row);
  if (listed.size === 0) return;
  const sizes = await db
    .selectFrom("audit_patient_sets")
    .select((select) => ["set_id", select.fn.countAll<number>().as("size")])
    .where("set_id", "in", [...listed.keys()])
    .groupBy("set_id")
    .execute();
  const stored = new Map(sizes.map((one) => [one.set_id, Number(one.size)]));
  for (const [set_id, row] of listed)
    if (stored.get(set_id) !== listedIn(row.document, rules))
      report("audit_set", row.seq);
}

/**
 * Walks the whole chain from its first entry: no gap, each entry as it was sealed and naming its
 * predecessor, index columns as the document says, the head its last. Memory: one batch.
 * @param db bound to one snapshot @returns how many entries there are
 */
export async function checkChain(
  db: Sql,
  rules: CheckRules,
  report: Report,
): Promise<number> {
  const walk = chainWalk(report);
  for (let last = 0; ;) {
    const rows = await db
      .selectFrom("audit_logs")
      .selectAll()
      .where("seq", ">", last)
      .orderBy("seq")
      .limit(batch)
      .execute();
    for (const row of rows) {
      walk.step(row.seq, row.document);
      if (!indexAgrees({ ...row }, rules)) report("audit_index", row.seq);
    }
    await checkSets(db, rows, rules, report);
    if (rows.length < batch) break;
    last = rows.at(-1)!.seq;
  }
  await checkUndelivered(db, walk, report);
  const head = await db
    .selectFrom("audit_head")
    .select(["seq", "hash"])
    .executeTakeFirst();
  const { seq, hash } = walk.last();
  if (head?.seq !== seq || head.hash !== (hash ?? genesisHash))
    report("audit_head", head?.seq ?? 0);
  return seq;
}

/** Entries sealed and under way are part of the chain; the ones nobody takes are a fault. */
async function checkUndelivered(
  db: Sql,
  walk: ReturnType<typeof chainWalk>,
  report: Report,
): Promise<void> {
  for (let more = true; more;) {
    const rows = await db
      .selectFrom("outbox")
      .select(["seq", "entry"])
      .where("seq", ">=", walk.next())
      .orderBy("seq")
      .limit(batch)
      .execute();
    for (const { seq, entry } of rows) walk.step(seq ?? 0, entry);
    more = rows.length === batch;
  }
  const stuck = await db
    .selectFrom("outbox")
    .select("id")
    .where((where) =>
      where.or([
        where("poisoned_at", "is not", null),
        where("created_at", "<", overdue),
      ]),
    )
    .orderBy("id")
    .execute();
  for (const { id } of stuck) report("audit_backlog", id);
}
