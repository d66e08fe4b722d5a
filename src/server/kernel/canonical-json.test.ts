import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import {
  canonicalJson,
  ObjectId,
  parseCanonicalJson,
} from "./canonical-json.ts";

test("members are ordered and types survive the way there and back", () => {
  const document = {
    b: 98.6,
    a: 42,
    _id: new ObjectId("64abc123456def7890123458"),
    at: Temporal.Instant.from("2024-01-15T16:45:23.123Z"),
    big: 2 ** 40,
    nothing: null,
    absent: undefined,
    list: ["é", true, {}],
  };
  const text = canonicalJson(document);
  expect(text).toBe(
    '{"_id":{"$oid":"64abc123456def7890123458"},"a":{"$numberInt":"42"},' +
      '"at":{"$date":{"$numberLong":"1705337123123"}},"b":{"$numberDouble":"98.6"},' +
      '"big":{"$numberLong":"1099511627776"},"list":["é",true,{}],"nothing":null}',
  );
  expect(canonicalJson(parseCanonicalJson(text))).toBe(text);
});

test("a number that JSON cannot hold is refused", () => {
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
});

test("half a character becomes the replacement mark, so that the text stays JSON", () => {
  expect(canonicalJson({ a: "x\ud800" })).toBe('{"a":"x\ufffd"}');
});
