import { describe, expect, it } from "vitest";
import type { ComparedPatient } from "./duplicates.rules.ts";
import {
  LIKELY_DUPLICATE,
  scoreDuplicate,
  swappedDayAndMonth,
} from "./duplicates.rules.ts";
import { soundKey } from "./sound-key.rules.ts";

const jane: ComparedPatient = {
  first_name: "Jane",
  last_name: "Smith",
  phone: "(212) 555-0134",
  email: "jane@mail.example",
  date_of_birth: "1987-03-04",
};
const stranger: ComparedPatient = {
  first_name: "Omar",
  last_name: "Haddad",
  phone: "646-555-9876",
  email: null,
  date_of_birth: "1950-12-30",
};
const like = (changes: Partial<ComparedPatient>) =>
  scoreDuplicate(jane, { ...stranger, ...changes });

describe("possible duplicates", () => {
  it.each<[string, Partial<ComparedPatient>, string[]]>([
    [
      "name and birth",
      { first_name: "Jane", last_name: "Smith", date_of_birth: "1987-03-04" },
      ["same_name", "same_dob"],
    ],
    [
      "names turned round",
      { first_name: "Smith", last_name: "Jane", date_of_birth: "1987-03-04" },
      ["same_name", "same_dob"],
    ],
    [
      "sound of the name and birth",
      { first_name: "Jayne", last_name: "Smyth", date_of_birth: "1987-03-04" },
      ["similar_name", "same_dob"],
    ],
    [
      "name, and day and month the other way",
      { first_name: "Jane", last_name: "Smith", date_of_birth: "1987-04-03" },
      ["same_name", "swapped_dob"],
    ],
    [
      "name and telephone",
      { first_name: "Jane", last_name: "Smith", phone: "+12125550134" },
      ["same_name", "same_phone"],
    ],
    [
      "similar name and e-mail",
      { first_name: "Janne", last_name: "Smith", email: "Jane@mail.example" },
      ["similar_name", "same_email"],
    ],
  ])("%s", (_, changes, reasons) => {
    const found = like(changes);
    expect(found.reasons).toEqual(reasons);
    expect(found.score).toBeGreaterThanOrEqual(LIKELY_DUPLICATE);
  });

  it.each<[string, Partial<ComparedPatient>]>([
    ["a namesake", { first_name: "Jane", last_name: "Smith" }],
    ["born the same day", { date_of_birth: "1987-03-04" }],
    ["a family telephone", { last_name: "Smith", phone: jane.phone }],
    [
      "a twin",
      {
        first_name: "Robert",
        last_name: "Smith",
        phone: jane.phone,
        date_of_birth: jane.date_of_birth,
      },
    ],
    ["an e-mail that a family shares", { email: jane.email }],
    ["nobody", {}],
  ])("not %s", (_, changes) => {
    expect(like(changes).score).toBeLessThan(LIKELY_DUPLICATE);
  });

  it("says the same both ways and at most 100", () => {
    const other = { ...jane, first_name: "Jayne" };
    expect(scoreDuplicate(jane, other)).toEqual(scoreDuplicate(other, jane));
    expect(scoreDuplicate(jane, jane).score).toBe(100);
  });

  it("swaps only what stays a date", () => {
    expect(swappedDayAndMonth("1987-03-04")).toBe("1987-04-03");
    expect(swappedDayAndMonth("1987-03-13")).toBeUndefined();
    expect(swappedDayAndMonth("1987-04-04")).toBeUndefined();
  });
});

describe("the sound of a name", () => {
  it.each([
    ["Smith", "Smyth"],
    ["Smith", "Schmidt"],
    ["Stephen", "Steven"],
    ["Catherine", "Kathryn"],
    ["Meyer", "Maier"],
    ["Philip", "Filip"],
    ["Mohammed", "Muhamad"],
    ["Jon", "John"],
    ["Ivanov", "Ivanoff"],
    ["Wright", "Rite"],
    ["Kristine", "Christine"],
    ["McDonald", "MacDonald"],
    ["Hanna", "Hannah"],
  ])("%s sounds like %s", (a, b) => {
    expect(soundKey(a)).toBe(soundKey(b));
  });

  it.each([
    ["Smith", "Jones"],
    ["Anna", "Emma"],
    ["Peter", "Robert"],
    ["Мария", "Марина"],
  ])("%s does not sound like %s", (a, b) => {
    expect(soundKey(a)).not.toBe(soundKey(b));
  });
});
