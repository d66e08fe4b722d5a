import { describe, expect, it } from "vitest";
import { matchPhone, phoneKey, phoneKeyPrefix } from "./phone-digits.rules.ts";

describe("telephone numbers", () => {
  it.each([
    ["5550134", "(212) 555-0134"],
    ["+1 212 555 0134", "212-555-0134"],
    ["212 555 0134", "+1 (212) 555-0134"],
    ["+44 20 7946 0018", "020 7946 0018"],
    ["0207 946 0018", "+442079460018"],
    ["+12125550134", "555-0134"],
  ])("%s is %s", (typed, stored) => {
    expect(matchPhone(typed, stored)).toBe("exact");
    const key = phoneKey(stored);
    const isRead =
      key.startsWith(phoneKeyPrefix(typed)) ||
      key === phoneKey(typed).slice(0, 7);
    expect(isRead).toBe(true);
  });

  it("knows a number by its last four digits, less surely", () => {
    expect(matchPhone("0134", "212-555-0134")).toBe("prefix");
    expect(matchPhone("134", "212-555-0134")).toBeUndefined();
  });

  it.each([
    ["555-0134", "555-0135"],
    ["212 555 0134", "646 555 0134"],
    ["", "555-0134"],
    ["5550134", ""],
    ["123456", "9123457"],
  ])("%s is not %s", (typed, stored) => {
    expect(matchPhone(typed, stored)).toBeUndefined();
  });
});
