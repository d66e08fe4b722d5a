import { createHash, randomBytes } from "node:crypto";
import type { DocumentValue } from "./canonical-json.ts";
import { canonicalJson, parseCanonicalJson } from "./canonical-json.ts";

type Members = { readonly [field: string]: DocumentValue | undefined };

/** The hash before the first entry. */
export const genesisHash = "0".repeat(64);

/**
 * The personal parts. The chain covers a salted digest of each instead of its value,
 * so that a lawful redaction later (value and salt removed, digest kept) leaves it verifiable.
 */
export const personalParts = [
  ["actor", "name"],
  ["actor", "ip_address"],
  ["target", "patient_name"],
  ["changes", "before"],
  ["changes", "after"],
  ["changes", "reason"],
] as const;

export interface SealedEntry {
  /** The document with its `chain` member, as stored. */
  readonly document: Members;
  readonly hash: string;
}

const sha256 = (text: string): string =>
  createHash("sha256").update(text).digest("hex");

function partOf(document: Members, [group, field]: readonly [string, string]) {
  return ((document[group] as Members | undefined) ?? {})[field] ?? null;
}

function digestsOf(document: Members, salt: string): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const path of personalParts)
    digests[path.join("_")] = sha256(
      `${salt}\n${path.join(".")}\n${canonicalJson(partOf(document, path))}`,
    );
  return digests;
}

/** The bytes that the hash covers: everything but the personal parts, which their digests stand for. */
function sealedText(
  document: Members,
  chain: { seq: number; prev_hash: string; digests: Members },
): string {
  const covered: Record<string, DocumentValue | undefined> = {
    ...document,
    chain: {
      seq: chain.seq,
      prev_hash: chain.prev_hash,
      digests: chain.digests,
    },
  };
  for (const [group, field] of personalParts)
    covered[group] = { ...(covered[group] as Members), [field]: null };
  return canonicalJson(covered);
}

/** Gives an entry its place in the chain. */
export function sealEntry(
  document: Members,
  seq: number,
  prev_hash: string,
  salt: string = randomBytes(16).toString("hex"),
): SealedEntry {
  const digests = digestsOf(document, salt);
  const hash = sha256(sealedText(document, { seq, prev_hash, digests }));
  return {
    document: { ...document, chain: { seq, prev_hash, hash, salt, digests } },
    hash,
  };
}

export type SealFault = "hash" | "prev_hash" | "seq" | "personal_part";

/**
 * Checks one stored entry against its predecessor.
 * @returns the first fault, or undefined when the entry is as it was sealed
 */
export function verifyEntry(
  stored: Members,
  expected: { seq: number; prev_hash: string },
): SealFault | undefined {
  const { chain, ...document } = stored;
  const link = chain as {
    seq: number;
    prev_hash: string;
    hash: string;
    salt: string | null;
    digests: Record<string, string>;
  };
  if (!link || link.seq !== expected.seq) return "seq";
  if (link.prev_hash !== expected.prev_hash) return "prev_hash";
  if (sha256(sealedText(document, link)) !== link.hash) return "hash";
  if (link.salt === null) return undefined;
  const digests = digestsOf(document, link.salt);
  return Object.keys(digests).some((key) => digests[key] !== link.digests[key])
    ? "personal_part"
    : undefined;
}

/**
 * Checks the stored text of one entry against its predecessor. A text that is not its own
 * canonical form was not written by us.
 * @returns the first fault, and the hash that the next entry must name
 */
export function verifyStored(
  text: string,
  expected: { seq: number; prev_hash: string },
): { fault: SealFault | "not_canonical" | undefined; hash: string } {
  try {
    const document = parseCanonicalJson(text) as Members;
    const hash = ((document["chain"] as Members)["hash"] ?? "") as string;
    if (canonicalJson(document) !== text)
      return { fault: "not_canonical", hash };
    return { fault: verifyEntry(document, expected), hash };
  } catch {
    return { fault: "not_canonical", hash: "" };
  }
}
