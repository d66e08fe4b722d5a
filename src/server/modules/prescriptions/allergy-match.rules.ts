/** Drug classes by name, and the members met most: whoever reacts to one may react to the next. */
const classes: Readonly<Record<string, readonly string[]>> = {
  penicillins:
    "penicillin penicillins amoxicillin amoxycillin ampicillin augmentin flucloxacillin cloxacillin dicloxacillin oxacillin nafcillin piperacillin tazocin pivmecillinam phenoxymethylpenicillin benzylpenicillin".split(
      " ",
    ),
  cephalosporins:
    "cephalosporin cephalosporins cefalexin cephalexin cefazolin cefuroxime cefaclor cefadroxil cefixime cefpodoxime ceftriaxone cefotaxime ceftazidime cefepime".split(
      " ",
    ),
  sulfonamides:
    "sulfonamide sulfonamides sulphonamide sulphonamides sulfa sulpha sulfamethoxazole sulphamethoxazole cotrimoxazole bactrim septrin sulfadiazine sulfasalazine".split(
      " ",
    ),
  nsaids:
    "nsaid nsaids aspirin acetylsalicylic salicylate salicylates ibuprofen naproxen diclofenac ketoprofen ketorolac indomethacin indometacin meloxicam piroxicam celecoxib etoricoxib".split(
      " ",
    ),
  macrolides:
    "macrolide macrolides erythromycin clarithromycin azithromycin roxithromycin".split(
      " ",
    ),
  tetracyclines:
    "tetracycline tetracyclines doxycycline minocycline lymecycline oxytetracycline tigecycline".split(
      " ",
    ),
  quinolones:
    "quinolone quinolones fluoroquinolone fluoroquinolones ciprofloxacin levofloxacin moxifloxacin ofloxacin norfloxacin".split(
      " ",
    ),
  opioids:
    "opioid opioids opiate opiates morphine codeine tramadol oxycodone hydrocodone hydromorphone fentanyl tapentadol buprenorphine methadone pethidine".split(
      " ",
    ),
  "ace inhibitors":
    "enalapril lisinopril ramipril perindopril captopril benazepril quinapril fosinopril trandolapril".split(
      " ",
    ),
  statins:
    "statin statins atorvastatin simvastatin rosuvastatin pravastatin fluvastatin lovastatin".split(
      " ",
    ),
  "local anaesthetics":
    "lidocaine lignocaine bupivacaine levobupivacaine ropivacaine mepivacaine articaine prilocaine".split(
      " ",
    ),
};

/** Words that stand in many medication names and in many allergy texts, and say nothing about either. */
const idle = new Set(
  "the and with from for none known allergy allergies allergic reaction severe mild rash hives intolerance drug drugs tablet tablets capsule capsules cream ointment oral syrup solution suspension injection spray drops acid sodium potassium calcium hydrochloride sulfate sulphate phosphate extended release retard forte daily".split(
    " ",
  ),
);

function wordsOf(text: string): string[] {
  const folded = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    // Hyphens within a name ("co-trimoxazole") are a matter of taste.
    .replace(/(?<=\p{L})[-‐‑](?=\p{L})/gu, "");
  return (folded.match(/\p{L}+/gu) ?? []).filter(
    (word) => word.length >= 3 && !idle.has(word),
  );
}

/**
 * Words of the medication (or the class both belong to) that the allergy text names too. It compares names and knows
 * no ingredients; nothing found does not mean that nothing is wrong.
 * @returns each match once; never words that stand only in the allergy text
 */
export function allergyMatches(
  medication: string,
  allergies: string | null,
): string[] {
  if (allergies === null) return [];
  const allergic = new Set(wordsOf(allergies));
  const prescribed = wordsOf(medication);
  const direct = prescribed.filter((word) => allergic.has(word));
  const shared = Object.entries(classes)
    .filter(
      ([, members]) =>
        prescribed.some((word) => members.includes(word)) &&
        members.some((member) => allergic.has(member)),
    )
    .map(([name]) => name);
  const named = Object.keys(classes).filter(
    (name) =>
      name.includes(" ") &&
      new RegExp(`\\b${name.replace(/s$/, "")}`, "i").test(allergies) &&
      prescribed.some((word) => classes[name]?.includes(word)),
  );
  return [...new Set([...direct, ...shared, ...named])];
}
