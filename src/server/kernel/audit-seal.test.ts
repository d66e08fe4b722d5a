import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import {
  genesisHash,
  sealEntry,
  verifyEntry,
  verifyStored,
} from "./audit-seal.ts";
import {
  canonicalJson,
  parseCanonicalJson,
  type DocumentValue,
} from "./canonical-json.ts";

type Members = Record<string, DocumentValue>;

const event = (n: number): Members => ({
  event_type: "prescription_modified",
  timestamp: Temporal.Instant.fromEpochMilliseconds(1_705_337_123_000 + n),
  actor: {
    id: 18,
    type: "doctor",
    name: "Dr. Robert Smith",
    ip_address: "::1",
  },
  target: { id: n, type: "prescription", patient_id: 42, patient_name: "Jane" },
  action: "dosage_adjusted",
  changes: {
    before: { dosage: "20mg" },
    after: { dosage: "10mg" },
    reason: "x",
  },
  compliance: { hipaa_relevant: true },
});

function chain(length: number): Members[] {
  let hash = genesisHash;
  return Array.from({ length }, (_, index) => {
    const sealed = sealEntry(event(index), index + 1, hash);
    hash = sealed.hash;
    return parseCanonicalJson(canonicalJson(sealed.document)) as Members;
  });
}

/** The first fault of a chain and where it is. */
function verifyChain(entries: Members[]) {
  let prev_hash = genesisHash;
  for (const [index, entry] of entries.entries()) {
    const fault = verifyEntry(entry, { seq: index + 1, prev_hash });
    if (fault) return { index, fault };
    prev_hash = (entry["chain"] as Members)["hash"] as string;
  }
  return undefined;
}

test("a chain as it was sealed has no fault, after storage too", () => {
  expect(verifyChain(chain(50))).toBeUndefined();
});

test("an edit, a removal, a swap and an insertion are found where they happened", () => {
  const edited = chain(5);
  (edited[2]!["target"] as Members)["id"] = 99;
  expect(verifyChain(edited)).toEqual({ index: 2, fault: "hash" });

  const personal = chain(5);
  (personal[3]!["target"] as Members)["patient_name"] = "Janet";
  expect(verifyChain(personal)).toEqual({ index: 3, fault: "personal_part" });

  const removed = chain(5);
  removed.splice(1, 1);
  expect(verifyChain(removed)?.index).toBe(1);

  const swapped = chain(5);
  [swapped[1], swapped[2]] = [swapped[2]!, swapped[1]!];
  expect(verifyChain(swapped)?.index).toBe(1);
});

test("a redacted person leaves the chain verifiable", () => {
  const entries = chain(3);
  const target = entries[1]!["target"] as Members;
  target["patient_name"] = null;
  (entries[1]!["chain"] as Members)["salt"] = null;
  expect(verifyChain(entries)).toBeUndefined();
});

test("any change of any character of a stored entry is found", () => {
  const text = canonicalJson(chain(1)[0]!);
  fc.assert(
    fc.property(
      fc.nat(text.length - 1),
      fc.constantFrom("0", "9", "a", "Z", "-", " "),
      (at, letter) => {
        if (text[at] === letter) return;
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        const first = { seq: 1, prev_hash: genesisHash };
        expect(verifyStored(changed, first).fault).toBeDefined();
      },
    ),
    { numRuns: 2_000 },
  );
});
