import { describe, expect, it } from "vitest";
import { joinedWord, nameWords } from "./name-words.rules.ts";

const plain = (text: string): string[] => nameWords(text).map(([word]) => word);

describe("words of a name", () => {
  it.each([
    ["O'Brien", ["obrien"]],
    ["O’Brien", ["obrien"]],
    ["Anne-Marie  von Weiß", ["anne", "marie", "von", "weiss"]],
    ["Łukasz Dvořák", ["lukasz", "dvorak"]],
    ["İbrahim Çelik", ["ibrahim", "celik"]],
    ["Nguyễn Thị", ["nguyen", "thi"]],
    ["ＪＡＮＥ", ["jane"]],
    ["Иванова Мария", ["иванова", "мария"]],
    ["Γιώργος", ["γιωργοσ"]],
    ["أحمد", ["احمد"]],
    ["王小明", ["王小明"]],
    ["दीपक", ["दीपक"]],
    ["ガブリエル", ["ガブリエル"]],
    ["  -- ", []],
  ])("%s", (name, words) => {
    expect(plain(name)).toEqual(words);
  });

  it.each([
    ["Müller", ["muller", "mueller"]],
    ["Ørsted", ["orsted", "oersted"]],
    ["Ångström", ["angstrom", "aangstroem"]],
  ])("%s is spelt both ways", (name, spellings) => {
    expect(nameWords(name)).toEqual([spellings]);
  });

  it("cuts a word at 40 letters", () => {
    expect(plain("x".repeat(100))).toEqual(["x".repeat(40)]);
  });

  it.each([
    ["Anne-Marie", "annemarie"],
    ["De la Cruz", "delacruz"],
    ["Mac Donald", "macdonald"],
  ])("%s is also one word", (name, joined) => {
    expect(joinedWord(name)?.[0]).toBe(joined);
  });

  it("leaves two ordinary names apart", () => {
    expect(joinedWord("Garcia Lopez")).toBeUndefined();
    expect(joinedWord("Smith")).toBeUndefined();
  });
});
