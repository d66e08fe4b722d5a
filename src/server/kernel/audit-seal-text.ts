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

/** Whether plain JSON keeps the text as it is, and every personal part has its place. */
function isPlain(document: Plain, text: string): boolean {
  return (
    !("chain" in document) &&
    orderedParts.every(
      ({ group, field }) => document[group] && field in document[group],
    ) &&
    JSON.stringify(document) === text
  );
}

/**
 * What `sealEntry` does, on the canonical text of an entry: sealing is the most repeated work of the server, and
 * plain JSON is several times cheaper. A text that plain JSON would not keep goes the long way, to the same result.
 */
export function sealText(
  entry: string,
  seq: number,
  prev_hash: string,
  salt: string = randomBytes(16).toString("hex"),
): SealedText {
  const document = JSON.parse(entry) as Plain;
  if (!isPlain(document, entry)) {
    const parsed = parseCanonicalJson(entry) as Members;
    const sealed = sealEntry(parsed, seq, prev_hash, salt);
    return { text: canonicalJson(sealed.document), hash: sealed.hash };
  }
  const digests: Record<string, string> = {};
  const covered: Plain = { ...document };
  for (const { group, field, name, path } of orderedParts) {
    const part = JSON.stringify(document[group]?.[field]);
    digests[name] = sha256(`${salt}\n${path}\n${part}`);
    covered[group] = { ...covered[group], [field]: null };
  }
  const place = { digests, prev_hash, seq: numbers(seq) };
  const hash = sha256(JSON.stringify(withChain(covered, place)));
  const chain = { digests, hash, prev_hash, salt, seq: place.seq };
  return { text: JSON.stringify(withChain(document, chain)), hash };
}
