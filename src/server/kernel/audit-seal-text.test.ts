import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { sealEntry } from "./audit-seal.ts";
import { openEntry, sealText } from "./audit-seal-text.ts";
import { canonicalJson, type DocumentValue } from "./canonical-json.ts";

type Members = Record<string, DocumentValue>;
const salt = "5a".repeat(16);
const previous = "ab".repeat(32);

const value = fc.letrec<{ value: DocumentValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, -0, 2 ** 40, 1.5),
    fc.integer(),
    fc.string({ unit: "binary" }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 5 }), tie("value"), { maxKeys: 4 }),
  ),
})).value;

const entry = fc
  .record({
    name: value,
    patient_name: value,
    before: value,
    after: value,
    extra: fc.dictionary(fc.string({ maxLength: 6 }), value, { maxKeys: 3 }),
  })
  .map(({ name, patient_name, before, after, extra }): Members => ({
    ...extra,
    event_type: "patient_viewed",
    timestamp: Temporal.Instant.fromEpochMilliseconds(1_705_337_123_000),
    actor: { id: 18, name, ip_address: "::1" },
    target: { id: 7, patient_name },
    changes: { before, after, reason: null },
  }));

function bothWays(document: Members, seq: number) {
  const long = sealEntry(
    {
      ...document,
      compliance: {
        ...(document["compliance"] as Members),
        consent_verified: true,
      },
    },
    seq,
    previous,
    salt,
  );
  const opened = openEntry(canonicalJson(document));
  return {
    short: sealText(opened, true, { seq, prev_hash: previous }, salt),
    long: { text: canonicalJson(long.document), hash: long.hash },
  };
}

test("the short way to seal an entry gives the bytes of the long way", () => {
  fc.assert(
    fc.property(entry, fc.integer({ min: 1 }), (document, seq) => {
      const { short, long } = bothWays(document, seq);
      expect(short).toEqual(long);
    }),
    { numRuns: 500 },
  );
});

test("an entry that lacks a personal part, or has names that look like numbers, is sealed alike", () => {
  const whole: Members = {
    actor: { name: "A", ip_address: "::1" },
    target: { patient_name: "B" },
    changes: { before: {}, after: { "10": 1, "9": 2 }, reason: null },
    compliance: { consent_verified: false },
  };
  const { target: _, ...lacking } = whole;
  for (const document of [whole, lacking]) {
    const { short, long } = bothWays(document, 2 ** 33);
    expect(short).toEqual(long);
  }
});

test("an entry is about its target's patient, or about those of its list", () => {
  const ids = (document: Members) =>
    openEntry(canonicalJson(document)).patient_ids;
  const context = { patient_ids: [3, 2 ** 40] };
  expect(ids({ target: { patient_id: 7 }, context })).toEqual([7]);
  expect(ids({ target: { patient_id: null }, context })).toEqual([3, 2 ** 40]);
  expect(ids({ target: { patient_id: null }, context: {} })).toEqual([]);
});
