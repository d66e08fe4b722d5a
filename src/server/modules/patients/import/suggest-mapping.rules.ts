import type { DateFormat, ImportField } from "#contract/patient-import.ts";
import { dateFormats } from "#contract/patient-import.ts";
import { readDate } from "./read-values.rules.ts";

/** How other programs head the column, letters and digits only. */
const synonyms: Readonly<Record<ImportField, readonly string[]>> = {
  first_name: [
    "firstname",
    "first",
    "forename",
    "givenname",
    "given",
    "vorname",
    "prenom",
    "nombre",
  ],
  last_name: [
    "lastname",
    "last",
    "surname",
    "familyname",
    "family",
    "nachname",
    "nom",
    "apellido",
    "apellidos",
  ],
  date_of_birth: [
    "dateofbirth",
    "dob",
    "birthdate",
    "birthday",
    "birthdt",
    "born",
    "geburtsdatum",
    "fechadenacimiento",
    "datedenaissance",
  ],
  gender: ["gender", "sex", "geschlecht", "sexe", "sexo"],
  phone: [
    "phone",
    "telephone",
    "tel",
    "phonenumber",
    "telephonenumber",
    "mobile",
    "mobilephone",
    "cell",
    "cellphone",
    "contactnumber",
    "telefon",
    "telefono",
  ],
  email: ["email", "emailaddress", "mail", "correo"],
  address: ["address", "postaladdress", "homeaddress", "adresse", "direccion"],
  emergency_contact: [
    "emergencycontact",
    "emergencycontactname",
    "emergencyname",
    "nextofkin",
    "nok",
  ],
  emergency_phone: [
    "emergencyphone",
    "emergencycontactphone",
    "emergencytelephone",
    "emergencynumber",
    "nextofkinphone",
    "nokphone",
  ],
  blood_type: ["bloodtype", "bloodgroup", "blutgruppe", "abo"],
  allergies: ["allergies", "allergy", "knownallergies", "allergien"],
};

const bare = (header: string): string =>
  header
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** Column to field, by the usual headings; each field once, the first column that fits. */
export function suggestMapping(
  columns: readonly string[],
): Record<string, ImportField> {
  const free = new Map<string, ImportField>();
  for (const [field, names] of Object.entries(synonyms))
    for (const name of names) free.set(name, field as ImportField);
  const taken = new Set<ImportField>();
  const pairs: [string, ImportField][] = [];
  for (const column of columns) {
    const field = free.get(bare(column));
    if (!field || taken.has(field)) continue;
    taken.add(field);
    pairs.push([column, field]);
  }
  return Object.fromEntries(pairs);
}

/** The first format that reads every date shown. */
export function suggestDateFormat(dates: readonly string[]): DateFormat {
  const shown = dates.filter((date) => date.trim() !== "");
  return (
    dateFormats.find((format) =>
      shown.every((date) => readDate(date, format) !== undefined),
    ) ?? "YYYY-MM-DD"
  );
}
