import type { Dice } from "./random.rules.ts";

export type Gender = "Male" | "Female" | "Other" | "Prefer not to say";

export interface PersonName {
  readonly first_name: string;
  readonly last_name: string;
  readonly gender: Gender;
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const women = words(`Abigail Adele Agnes Alice Amara Anna Beatrice Bella Bridget
  Camille Cara Celia Chloe Clara Daphne Delia Edith Elena Eliza Ella Emma Esther Eva Faye Flora Freya Gemma Grace
  Hannah Hazel Helen Ida Imogen Iris Isla Ivy Jane Joanna Josie Judith Julia June Kate Lara Laura Leila Lena Lily
  Lucia Mabel Maeve Margot Marta Maya Mira Nadia Nina Nora Olive Opal Pearl Petra Phoebe Poppy Rhea Rita Rosa Ruby
  Ruth Sadie Selma Sofia Stella Tara Tess Thea Una Vera Viola Willa Yara Zoë Renée Anaïs Małgorzata Šárka Åsa`);
const men =
  words(`Aaron Abel Adam Albert Alec Amos Andrew Arlo Arthur Asher Ben Boris
  Bruno Caleb Carl Cedric Clive Conor Cyrus Daniel David Dominic Edgar Edwin Eli Emil Eric Ethan Evan Felix Finn
  Frank Gavin George Gilbert Glenn Graham Harry Henry Hugo Ian Isaac Ivan Jacob Jasper Joel John Jonas Julian Karl
  Keith Kurt Leo Liam Louis Lucas Malcolm Marco Martin Max Miles Moses Nathan Neil Noah Oliver Omar Oscar Otto Owen
  Patrick Paul Peter Philip Quentin Ralph Ray Robert Rory Samuel Simon Theo Thomas Tobias Victor Walter Jürgen José
  Søren Łukasz Zdeněk François Ángel`);
export const familyNames =
  words(`Abbott Aldridge Archer Ashford Atwood Barlow Barnes Baxter Beckett
  Bishop Blackwell Bolton Bowman Bradley Brennan Briggs Bristow Burke Calder Carver Chandler Coleman Corbett Crane
  Crawford Dalton Dawson Delaney Dixon Donovan Doyle Drake Dunn Eastman Ellery Emerson Fairfax Farrell Fenwick Fisher
  Fleming Foster Fox Gallagher Garner Gibbs Gilmore Goddard Grantham Greer Hadley Hale Harlow Hart Hayward Hewitt
  Holloway Hooper Hutton Ingram Irving Jarvis Jennings Keller Kendall Kerr Lambert Langley Larkin Lawson Leach Lowell
  Lynch Maddox Marlow Marsh Mercer Merritt Monroe Mott Neville Nolan Norris Oakley Osborne Page Palmer Parrish Pike
  Porter Prescott Quinn Radley Ramsey Reeve Rhodes Rowe Sawyer Sears Shaw Sloan Smith Stafford Stone Sutton Talbot
  Thorne Tilley Tucker Underwood Vance Vaughn Wade Walsh Webb Weston Whitaker Wilder Winslow Wolfe Yates York
  O'Brien O'Connor D'Angelo O'Neill Müller Schröder Weiß Ørsted Ångström Núñez Muñoz Wójcik Dvořák Çelik Ferreira
  Okafor Adeyemi Haddad Rahman Patel Kapoor Nakamura Tanaka Nguyen Kowalska Petrović Papadakis Lindqvist`);

export const otherScriptNames: readonly PersonName[] = (
  [
    ["Мария", "Соколова", "Female"],
    ["Дмитрий", "Кузнецов", "Male"],
    ["Оксана", "Шевченко", "Female"],
    ["Ελένη", "Παπαδοπούλου", "Female"],
    ["Γιώργος", "Νικολαΐδης", "Male"],
    ["ليلى", "الخوري", "Female"],
    ["يوسف", "عبد الرحمن", "Male"],
    ["小明", "王", "Male"],
    ["美玲", "陳", "Female"],
    ["太郎", "山田", "Male"],
    ["さくら", "鈴木", "Female"],
    ["철수", "김", "Male"],
    ["서연", "박", "Female"],
    ["नेहा", "वर्मा", "Female"],
    ["דוד", "לוי", "Male"],
    ["สมชาย", "ใจดี", "Male"],
  ] as const
).map(([first_name, last_name, gender]) => ({ first_name, last_name, gender }));

// Sixty letters and more: what breaks a column of a screen or a label.
const longNames: readonly PersonName[] = [
  {
    first_name: "Maximiliana Alexandrina Wilhelmina Theodora Konstantina Rose",
    last_name: "von Hohenberg-Waldstetten und Falkenstein-Rautenberg zu Lindau",
    gender: "Female",
  },
  {
    first_name: "Venkatanarasimharajuvaripeta Subrahmanyeswara Lakshminarayana",
    last_name: "Ramachandrapurapu-Venkateswaralinganna-Satyanarayanamurthygaru",
    gender: "Male",
  },
  {
    first_name: "Wolfeschlegelbert-Christophersonius Bartholomew Featherington",
    last_name: "Cholmondeley-Featherstonehaugh-Bartholomew-Worthington-Smythe",
    gender: "Male",
  },
];

export const firstNames: readonly string[] = [...women, ...men];

/** Where in the list of patients the rare names stand, so that each is certain to occur. */
function rareName(index: number): PersonName | undefined {
  if (index % 40 === 7)
    return otherScriptNames[((index / 40) % otherScriptNames.length) | 0];
  if (index % 400 === 11)
    return longNames[((index / 400) % longNames.length) | 0];
  return undefined;
}

/** @param family given when the person belongs to one already named */
export function personName(
  dice: Dice,
  index: number,
  family?: string,
): PersonName {
  const rare = family === undefined ? rareName(index) : undefined;
  if (rare) return rare;
  const gender = dice.pickWeighted<Gender>([
    ["Female", 50],
    ["Male", 47],
    ["Other", 2],
    ["Prefer not to say", 1],
  ]);
  const list =
    gender === "Male" || (gender !== "Female" && dice.chance(0.5))
      ? men
      : women;
  const first = dice.pick(list);
  const second = dice.chance(0.08) ? ` ${dice.pick(list)}` : "";
  const joined = dice.chance(0.03) ? `-${dice.pick(familyNames)}` : "";
  return {
    first_name: first + (second === ` ${first}` ? "" : second),
    last_name: family ?? dice.pick(familyNames) + joined,
    gender,
  };
}
