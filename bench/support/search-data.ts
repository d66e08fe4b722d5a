import type { SearchablePatient } from "#server/modules/patients/search/index-rows.rules.ts";

const firstNames =
  `Mary James Maria John Robert Patricia Michael Jennifer Linda David Elizabeth William Richard Susan Jessica
Joseph Thomas Sarah Karen Charles Lisa Nancy Daniel Matthew Betty Anthony Sandra Mark Margaret Donald Ashley Steven
Paul Kimberly Andrew Emily Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Dorothy George Melissa Timothy
Deborah Ronald Stephanie Edward Rebecca Jason Sharon Jeffrey Laura Ryan Cynthia Jacob Kathleen Gary Amy Nicholas
Angela Eric Shirley Jonathan Anna Stephen Brenda Larry Pamela Justin Emma Scott Nicole Brandon Helen Benjamin
Samantha Samuel Katherine Gregory Christine Alexander Debra Frank Rachel Patrick Carolyn Raymond Janet Jack
Catherine Dennis Jerry Jane José Ana Luis Carmen Jürgen Björn Søren Łukasz Zoë Renée François Anaïs Mateusz Małgorzata
Ahmed Fatima Mohammed Aisha Omar Layla Priya Rahul Ananya Wei Li Yan Jun Min Hana Yuki Kenji Olga Ivan Natasha
Anne-Marie Jean-Luc Mary-Kate Jo Al Ian Joan Jean Jan Dan Ann Sean Shaun Erin Aaron Liam Noah Mia Zara Nia`.split(
    /\s+/,
  );

const lastNames =
  `Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson
Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson
Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell
Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales
Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson
Watson Brooks Chavez Wood Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross
O'Brien O'Connor D'Angelo Müller Schröder Jäger Weiß Ørsted Ångström Nuñez Muñoz Łukasik Wójcik Dvořák Çelik
Smyth Schmidt Schmitt Meyer Meier Maier MacDonald McDonald VanDyke Johansson Jensen Hansen Nielsen Petrov Ivanova
Fernández-López Smith-Jones Wang Zhang Chen Liu Singh Kaur Khan Ali Hussain Begum Tanaka Suzuki Sato Kowalski`
    .split(/\s+/)
    .concat([
      "De la Cruz",
      "Van der Berg",
      "Mac Donald",
      "Da Silva",
      "St. John",
    ]);

const otherScripts: readonly (readonly [string, string])[] = [
  ["小明", "王"],
  ["太郎", "山田"],
  ["철수", "김"],
  ["Мария", "Иванова"],
  ["Γιώργος", "Παπαδόπουλος"],
  ["محمد", "الأحمد"],
  ["दीपक", "शर्मा"],
];

const starts =
  "b br c ch cl d dr f fl g gr h j k kr l m n p pr r s sh st t tr v w z".split(
    " ",
  );
const vowels = "a a a e e e i i o o u ai ee ia ou".split(" ");
const ends = "- - - n r l s t m nd rt ck ll ns th".split(" ");

export type Random = () => number;

/** The same numbers for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <T>(list: readonly T[], random: Random): T =>
  list[Math.floor(random() * list.length)]!;

/** Few names are common and most are rare: an index drawn about evenly over the logarithm of the rank. */
const skewed = (size: number, random: Random): number =>
  Math.min(size - 1, Math.floor(size ** random()) - 1);

function inventedName(rank: number, salt: number): string {
  const random = seededRandom(rank * 2_654_435_761 + salt);
  const syllables = 2 + Math.floor(random() * 2);
  let name = "";
  for (let n = 0; n < syllables; n += 1)
    name += pick(starts, random) + pick(vowels, random);
  name += pick(ends, random).replace("-", "");
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const two = (n: number): string => String(n).padStart(2, "0");

function oneName(random: Random): readonly [string, string] {
  if (random() < 0.01) return pick(otherScripts, random);
  const first =
    random() < 0.7
      ? firstNames[skewed(firstNames.length, random)]!
      : inventedName(skewed(20_000, random), 1);
  const last =
    random() < 0.5
      ? lastNames[skewed(lastNames.length, random)]!
      : inventedName(skewed(120_000, random), 2);
  const middle = random();
  if (middle < 0.08) return [`${first} ${pick(firstNames, random)}`, last];
  if (middle < 0.12) return [first, `${last} ${pick(lastNames, random)}`];
  return [first, last];
}

/** Made-up patients with names as unevenly spread as real ones; ids from 1. Deterministic for a seed. */
export function* searchPatients(
  count: number,
  seed = 1987,
): Generator<SearchablePatient> {
  const random = seededRandom(seed);
  for (let id = 1; id <= count; id += 1) {
    const [first_name, last_name] = oneName(random);
    const year = 1930 + Math.floor(random() * 93);
    const date_of_birth = `${year}-${two(1 + Math.floor(random() * 12))}-${two(1 + Math.floor(random() * 28))}`;
    const number = Math.floor(random() * 10_000_000);
    const digits = String(number).padStart(7, "0");
    const area = 200 + Math.floor(random() * 700);
    yield {
      id,
      first_name,
      last_name,
      phone: `(${area}) ${digits.slice(0, 3)}-${digits.slice(3)}`,
      email: random() < 0.7 ? `p${id}.${digits}@mail.example` : null,
      date_of_birth,
      is_active: random() < 0.95,
    };
  }
}
