import { expect, test } from "vitest";
import { plainWords } from "./plain-words.rules.ts";

const words = (event_type: string, more: Record<string, unknown> = {}) =>
  plainWords({
    event_type,
    context: {
      appointment_id: null,
      location: null,
      device: "web_browser",
      user_agent: "",
      outcome: "success",
      ...more,
    },
  });

test("a known event reads as a sentence, an unknown one at least as words", () => {
  expect(words("patient_viewed")).toBe("looked at the record");
  expect(words("appointment_booked")).toBe("booked: appointment");
  expect(words("prescription_viewed")).toBe("looked at: prescription");
  expect(words("reauthenticated")).toBe("reauthenticated");
});

test("by what right, and whether it came to it, is said too", () => {
  expect(words("patient_viewed", { relation: "break_glass" })).toBe(
    "looked at the record, under emergency access",
  );
  expect(words("patient_viewed", { relation: "cover" })).toContain(
    "standing in for a colleague",
  );
  expect(words("patient_modified", { outcome: "refused" })).toBe(
    "changed personal details, which was refused",
  );
});

test("nothing that somebody wrote gets into the words", () => {
  expect(words("patient_viewed", { note: "SECRET", location: "SECRET" })).toBe(
    words("patient_viewed"),
  );
});
