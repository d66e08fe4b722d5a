import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSearchQuery } from "./search-query.rules.ts";

const names = (q: string): string[] =>
  parseSearchQuery(q).names.map(([word]) => word);
const facts = (q: string) => parseSearchQuery(q).facts;

describe("the one search box", () => {
  it.each([
    ["1987-03-04", ["1987-03-04"]],
    ["1987/3/4", ["1987-03-04"]],
    ["04.03.1987", ["1987-04-03", "1987-03-04"]],
    ["3/4/1987", ["1987-03-04", "1987-04-03"]],
    ["13/4/1987", ["1987-04-13"]],
    ["4 mar 1987", ["1987-03-04"]],
    ["4th March 1987", ["1987-03-04"]],
    ["4-Mar-1987", ["1987-03-04"]],
    ["March 4, 1987", ["1987-03-04"]],
    ["march 4 1987", ["1987-03-04"]],
    ["29 feb 2024", ["2024-02-29"]],
  ])("reads %s as a date of birth", (q, dates) => {
    expect(facts(q)).toEqual([[{ kind: "born", dates }]]);
    expect(names(`smyth ${q}`)).toEqual(["smyth"]);
  });

  it("reads two-digit years in both centuries and both orders", () => {
    expect(facts("3/4/87")).toEqual([
      [
        {
          kind: "born",
          dates: ["1987-03-04", "1987-04-03", "2087-03-04", "2087-04-03"],
        },
      ],
    ]);
  });

  it("reads eight digits as a date, an id and a telephone number", () => {
    const [readings] = facts("19870304");
    expect(readings?.map(({ kind }) => kind)).toEqual(["born", "id", "phone"]);
  });

  it.each(["31/02/1987", "1987-13-40", "01.02.03.04.05", "555.013.4222"])(
    "does not read %s as a date",
    (q) => {
      const kinds = facts(q)
        .flat()
        .map(({ kind }) => kind);
      expect(kinds).not.toContain("born");
    },
  );

  it.each([
    ["555-0134", "5550134"],
    ["(212) 555 0134", "2125550134"],
    ["+44 20 7946 0018", "442079460018"],
    ["٥٥٥٠١٣٤", "5550134"],
  ])("reads %s as a telephone number", (q, digits) => {
    expect(facts(`jane ${q}`).flat()).toContainEqual({ kind: "phone", digits });
    expect(names(`jane ${q}`)).toEqual(["jane"]);
  });

  it("reads ids", () => {
    expect(facts("42")).toEqual([[{ kind: "id", id: 42 }]]);
    expect(facts("#1042")).toEqual([[{ kind: "id", id: 1042 }]]);
    expect(facts("99999999999")[0]).toEqual([
      { kind: "phone", digits: "99999999999" },
    ]);
  });

  it("reads e-mail, also its beginning", () => {
    const email = (start: string) => [[{ kind: "email", start }]];
    expect(facts("Jane.Doe@Mail.example")).toEqual(
      email("jane.doe@mail.example"),
    );
    expect(facts("jdoe87")).toEqual(email("jdoe87"));
    expect(names("Jane.Doe@Mail.example")).toEqual([]);
  });

  it("keeps names that are months", () => {
    expect(names("April May")).toEqual(["april", "may"]);
    expect(names("June 4 mar 1987")).toEqual(["june"]);
  });

  it("takes at most six words of the first 200 characters", () => {
    expect(names("a b c d e f g h")).toHaveLength(6);
    expect(names(`${" ".repeat(200)}jane`)).toEqual([]);
  });

  it.each(["", "   ", "%%%", "@", "'", "#", "--", "\u0000", "🙂"])(
    "asks nothing for %j",
    (q) => {
      const query = parseSearchQuery(q);
      expect(query.names).toEqual([]);
      expect(query.facts.flat().filter(({ kind }) => kind !== "email")).toEqual(
        [],
      );
    },
  );

  it("never fails", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.string({ maxLength: 300 }),
    );
    fc.assert(
      fc.property(text, (q) => {
        const query = parseSearchQuery(q);
        expect(query.names.length).toBeLessThanOrEqual(6);
        expect(query.facts.length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 500 },
    );
  });
});
