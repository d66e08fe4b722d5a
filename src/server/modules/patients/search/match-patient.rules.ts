import type { SearchablePatient } from "./index-rows.rules.ts";
import type { Match, NameMatch } from "./match-name.rules.ts";
import { matchName, worse } from "./match-name.rules.ts";
import type { NameWord } from "./name-words.rules.ts";
import { joinedWord, nameWords } from "./name-words.rules.ts";
import { matchPhone } from "./phone-digits.rules.ts";
import type { Fact, SearchQuery } from "./search-query.rules.ts";

const lostByUnfinishedFact = 10;

function matchFact(fact: Fact, patient: SearchablePatient): Match | undefined {
  switch (fact.kind) {
    case "id":
      return fact.id === patient.id ? "exact" : undefined;
    case "phone":
      return matchPhone(fact.digits, patient.phone);
    case "born":
      return fact.dates.includes(patient.date_of_birth) ? "exact" : undefined;
    case "email":
      if (!patient.email?.startsWith(fact.start)) return undefined;
      return patient.email === fact.start ? "exact" : "prefix";
  }
}

/** How the best reading of each fact fits the patient; undefined when one fits in no reading. */
export function matchFacts(
  facts: SearchQuery["facts"],
  patient: SearchablePatient,
): NameMatch | undefined {
  let match: Match = "exact";
  let score = 100;
  for (const readings of facts) {
    const fitting = readings.map((fact) => matchFact(fact, patient));
    if (!fitting.includes("exact")) {
      if (!fitting.includes("prefix")) return undefined;
      match = "prefix";
      score -= lostByUnfinishedFact;
    }
  }
  return { match, score: Math.max(score, 1) };
}

function storedNames(patient: SearchablePatient): NameWord[][] {
  const first = nameWords(patient.first_name);
  const last = nameWords(patient.last_name);
  const joinedFirst = joinedWord(patient.first_name);
  const joinedLast = joinedWord(patient.last_name);
  const ways = [[...first, ...last]];
  if (joinedFirst) ways.push([joinedFirst, ...last]);
  if (joinedLast) ways.push([...first, joinedLast]);
  return ways;
}

/** How a patient's row fits everything that was typed; undefined when a part does not fit. */
export function matchPatient(
  query: SearchQuery,
  patient: SearchablePatient,
): NameMatch | undefined {
  const facts = matchFacts(query.facts, patient);
  if (!facts || query.names.length === 0) return facts;
  let best: NameMatch | undefined;
  for (const words of storedNames(patient)) {
    const name = matchName(query.names, words);
    if (name && (!best || name.score > best.score)) best = name;
  }
  return (
    best && {
      match: worse(best.match, facts.match),
      score: Math.max(best.score + facts.score - 100, 1),
    }
  );
}
