import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { allergiesAfter, checkBirth, tidied } from "./patient.rules.ts";

const now = Temporal.Instant.from("2026-03-01T23:30:00Z");

describe("a date of birth", () => {
  test("may be today where today comes first", () => {
    expect(() => checkBirth("2026-03-02", now)).not.toThrow();
    expect(() => checkBirth("2026-03-03", now)).toThrow();
  });

  test("reaches back 130 years and no further", () => {
    expect(() => checkBirth("1896-03-02", now)).not.toThrow();
    expect(() => checkBirth("1896-03-01", now)).toThrow();
  });
});

describe("allergies", () => {
  const recorded = { allergies: "Latex", allergy_status: "recorded" } as const;
  const notAsked = { allergies: null, allergy_status: "not_asked" } as const;

  test("stay as they are when the change says nothing of them", () => {
    expect(allergiesAfter(recorded, {})).toEqual(recorded);
  });

  test("are recorded by writing them down", () => {
    expect(allergiesAfter(notAsked, { allergies: "Latex" })).toEqual(recorded);
  });

  test("blank text is no allergy", () => {
    expect(allergiesAfter(notAsked, { allergies: "  " })).toEqual(notAsked);
  });

  test("are not cleared without saying what that means", () => {
    expect(() => allergiesAfter(recorded, { allergies: null })).toThrow();
    expect(
      allergiesAfter(recorded, {
        allergies: null,
        allergy_status: "not_asked",
      }),
    ).toEqual(notAsked);
  });

  test("and their status never contradict each other", () => {
    for (const allergy_status of ["none_known", "not_asked"] as const) {
      expect(() => allergiesAfter(recorded, { allergy_status })).toThrow();
      expect(() =>
        allergiesAfter(notAsked, { allergies: "Nuts", allergy_status }),
      ).toThrow();
    }
    expect(() =>
      allergiesAfter(notAsked, { allergy_status: "recorded" }),
    ).toThrow();
  });
});

test("texts are composed and trimmed, blank optional ones cleared, absent ones left", () => {
  const decomposed = "Zoe\u0308";
  expect(
    tidied({
      first_name: ` ${decomposed} `,
      email: " A@B.example ",
      address: " ",
    }),
  ).toEqual({ first_name: "Zo\u00eb", email: "a@b.example", address: null });
  expect(tidied({})).toEqual({});
});
