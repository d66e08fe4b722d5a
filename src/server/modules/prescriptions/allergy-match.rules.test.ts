import { expect, test } from "vitest";
import { allergyMatches } from "./allergy-match.rules.ts";

test.each([
  ["Penicillin V 250 mg", "Penicillin (rash)", ["penicillin", "penicillins"]],
  ["Amoxicillin 500", "severe reaction to PENICILLIN", ["penicillins"]],
  ["Augmentin", "penicilline, pénicillin", ["penicillins"]],
  ["Ibuprofen", "Aspirin", ["nsaids"]],
  ["Co-trimoxazole", "sulfa drugs", ["sulfonamides"]],
  ["Ramipril 5 mg", "ACE inhibitors: cough", ["ace inhibitors"]],
  ["Анальгин", "анальгин", ["анальгин"]],
])("%s against “%s” warns", (medication, allergies, matches) => {
  expect(allergyMatches(medication, allergies)).toEqual(matches);
});

test.each([
  ["Paracetamol 500 mg tablets", "Penicillin tablets"],
  ["Folic acid", "Acetylsalicylic acid"],
  ["Amoxicillin", null],
  ["Amoxicillin", ""],
  ["Metoprolol", "peanuts, latex"],
])("%s against “%s” is quiet", (medication, allergies) => {
  expect(allergyMatches(medication, allergies)).toEqual([]);
});
