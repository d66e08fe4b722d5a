import { describe, expect, test } from "vitest";
import {
  readBloodType,
  readDate,
  readGender,
  saysNoneKnown,
  unguarded,
} from "./read-values.rules.ts";
import { suggestDateFormat, suggestMapping } from "./suggest-mapping.rules.ts";

describe("dates", () => {
  test.each([
    ["1987-03-04", "YYYY-MM-DD", "1987-03-04"],
    ["4/3/1987", "DD/MM/YYYY", "1987-03-04"],
    ["04.03.1987", "DD/MM/YYYY", "1987-03-04"],
    ["03-04-1987", "MM/DD/YYYY", "1987-03-04"],
    ["29/02/2000", "DD/MM/YYYY", "2000-02-29"],
    ["29/02/1900", "DD/MM/YYYY", undefined],
    ["31/12/1987", "MM/DD/YYYY", undefined],
    ["04/03/87", "DD/MM/YYYY", undefined],
    ["yesterday", "YYYY-MM-DD", undefined],
  ] as const)("%s as %s is %s", (text, format, date) => {
    expect(readDate(text, format)).toBe(date);
  });

  test("the first format that reads all is suggested", () => {
    expect(suggestDateFormat(["01/02/1990", "31/01/1990"])).toBe("DD/MM/YYYY");
    expect(suggestDateFormat(["01/02/1990", "01/31/1990"])).toBe("MM/DD/YYYY");
    expect(suggestDateFormat(["1990-01-02", ""])).toBe("YYYY-MM-DD");
  });
});

test.each([
  ["F", "Female"],
  ["male", "Male"],
  ["Prefer not to say", "Prefer not to say"],
  ["constructor", undefined],
])("the gender %s is %s", (text, gender) => {
  expect(readGender(text)).toBe(gender);
});

test.each([
  ["a pos", "A+"],
  ["0 -", "O-"],
  ["AB Rh(negative)", "AB-"],
  ["unknown", "Unknown"],
  ["C+", undefined],
])("the blood type %s is %s", (text, type) => {
  expect(readBloodType(text)).toBe(type);
});

test("no known allergies is an answer, an allergy to kiwis is none", () => {
  expect(saysNoneKnown("No known drug allergies.")).toBe(true);
  expect(saysNoneKnown("none of the usual, but kiwis")).toBe(false);
});

test("the guard of an error file comes off; an apostrophe of a name stays", () => {
  expect(unguarded("'+44 20")).toBe("+44 20");
  expect(unguarded("'s-Gravenhage")).toBe("'s-Gravenhage");
});

test("usual headings are recognised, each field once", () => {
  expect(
    suggestMapping(["FIRST_NAME", "Family name", "Phone", "Tel.", "__proto__"]),
  ).toEqual({
    FIRST_NAME: "first_name",
    "Family name": "last_name",
    Phone: "phone",
  });
});
