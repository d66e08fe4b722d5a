import { hash as digestOf, randomBytes } from "node:crypto";
import { sealEntry, personalParts } from "./audit-seal.ts";
import { canonicalJson, parseCanonicalJson } from "./canonical-json.ts";
import type { DocumentValue } from "./canonical-json.ts";

type Members = Record<string, DocumentValue>;
/** Canonical text parsed as plain JSON: members in their order, numbers still in their wrappers. */
type Plain = Record<string, Record<string, unknown> | undefined>;

export interface SealedText {
  /** Canonical text of the document with its `chain` member. */
  readonly text: string;
  readonly hash: string;
}

const sha256 = (text: string): string => digestOf("sha256", text);

/** The parts by the name of their digest, as canonical text orders them. */
const orderedParts = personalParts
  .map(([group, field]) => ({
    group,
    field,
    name: `${group}_${field}`,
    path: `${group}.${field}`,
  }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

const numbers = (value: number): unknown => JSON.parse(canonicalJson(value));

function withChain(document: Plain, chain: unknown): Plain {
  const out: Plain = {};
  let placed = false;
  for (const name of Object.keys(document)) {
    if (!placed && name > "chain") {
      out["chain"] = chain as Plain[string];
      placed = true;
    }
    out[name] = document[name];
  }
  if (!placed) out["chain"] = chain as Plain[string];
  return out;
}

/** An entry as it waits in the outbox. */
export interface OpenEntry {
  /** Canonical text. */
  readonly entry: string;
  readonly plain: Plain;
  /** Everyone whose data the entry is about. */
  readonly patient_ids: readonly number[];
}

const numberIn = (wrapped: unknown): number | undefined =>
  typeof wrapped === "object" && wrapped !== null
    ? Number(Object.values(wrapped)[0])
    : undefined;

/** Reads an entry of the outbox. @throws SyntaxError when it is not JSON */
export function openEntry(entry: string): OpenEntry {
  const plain = JSON.parse(entry) as Plain;
  const one = numberIn(plain["target"]?.["patient_id"]);
  const listed = plain["context"]?.["patient_ids"];
  const patient_ids =
    one === undefined && Array.isArray(listed)
      ? listed.flatMap((id) => numberIn(id) ?? [])
      : one === undefined
        ? []
        : [one];
  return { entry, plain, patient_ids };
}

/** Whether plain JSON keeps the text as it is, and every personal part has its place. */
function isKept({ entry, plain }: OpenEntry): boolean {
  return (
    !("chain" in plain) &&
    plain["compliance"] !== undefined &&
    "consent_verified" in plain["compliance"] &&
    orderedParts.every(({ group, field }) => field in (plain[group] ?? {})) &&
    JSON.stringify(plain) === entry
  );
}

interface Place {
  readonly seq: number;
  readonly prev_hash: string;
}

function sealedLong(
  entry: string,
  consent_verified: boolean,
  { seq, prev_hash }: Place,
  salt: string,
): SealedText {
  const parsed = parseCanonicalJson(entry) as Members;
  const compliance = { ...(parsed["compliance"] as Members), consent_verified };
  const sealed = sealEntry({ ...parsed, compliance }, seq, prev_hash, salt);
  return { text: canonicalJson(sealed.document), hash: sealed.hash };
}

/**
 * Completes an entry and gives it its place, as `sealEntry` does, but on the canonical text: sealing is the most
 * repeated work of the server, and plain JSON is several times cheaper. A text that plain JSON would not keep goes
 * the long way, to the same result.
 */
export function sealText(
  opened: OpenEntry,
  consent_verified: boolean,
  place: Place,
  salt: string = randomBytes(16).toString("hex"),
): SealedText {
  if (!isKept(opened))
    return sealedLong(opened.entry, consent_verified, place, salt);
  const document = {
    ...opened.plain,
    compliance: { ...opened.plain["compliance"], consent_verified },
  };
  const digests: Record<string, string> = {};
  const covered: Plain = { ...document };
  for (const { group, field, name, path } of orderedParts) {
    const part = JSON.stringify(opened.plain[group]?.[field]);
    digests[name] = sha256(`${salt}\n${path}\n${part}`);
    covered[group] = { ...covered[group], [field]: null };
  }
  const { prev_hash } = place;
  const seq = numbers(place.seq);
  const hash = sha256(
    JSON.stringify(withChain(covered, { digests, prev_hash, seq })),
  );
  const chain = { digests, hash, prev_hash, salt, seq };
  return { text: JSON.stringify(withChain(document, chain)), hash };
}
