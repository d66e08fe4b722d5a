import type { Temporal } from "temporal-polyfill";
import { Compile } from "typebox/compile";
import type { DateFormat, ImportField } from "#contract/patient-import.ts";
import { writablePatient } from "#contract/patients.ts";
import { Fields } from "#contract/types.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { PatientFields } from "../patient.repository.ts";
import { checkBirth, tidied } from "../patient.rules.ts";
import {
  readBloodType,
  readDate,
  readGender,
  saysNoneKnown,
  unguarded,
} from "./read-values.rules.ts";

export interface RowProblem {
  readonly field: string | null;
  readonly problem: string;
}

/** How the cells of a line become a patient. */
export interface RowReading {
  readonly columns: readonly string[];
  readonly mapping: Readonly<Record<string, ImportField>>;
  readonly date_format: DateFormat;
  readonly now: Temporal.Instant;
}

export interface ReadRow {
  readonly patient?: PatientFields & { email: string | null };
  /** Empty exactly when there is a patient. */
  readonly problems: readonly RowProblem[];
}

// The same schema that a registration must pass.
const registration = Compile(Fields(writablePatient));

const inWords: Readonly<Record<string, string>> = {
  required: "is missing",
  maxLength: "is too long",
  minLength: "is too short",
  pattern: "is not written as expected",
};

function valueOf(
  field: ImportField,
  text: string,
  format: DateFormat,
): unknown {
  if (field === "date_of_birth") return readDate(text, format);
  if (field === "gender") return readGender(text);
  if (field === "blood_type") return readBloodType(text);
  return text;
}

const misread: Partial<Record<ImportField, string>> = {
  gender: "is not Male, Female, Other or Prefer not to say",
  blood_type: "is not a blood type",
};

/**
 * One line of the file as the fields of a patient, or what is wrong with it: every fault, by field,
 * without repeating the value.
 */
export function readRow(
  cells: readonly string[],
  { columns, mapping, date_format, now }: RowReading,
): ReadRow {
  if (cells.length !== columns.length)
    return {
      problems: [
        {
          field: null,
          problem: `has ${cells.length} cells where the header has ${columns.length}`,
        },
      ],
    };
  const problems: RowProblem[] = [];
  const fields: Record<string, unknown> = {};
  for (const [at, column] of columns.entries()) {
    const field = Object.hasOwn(mapping, column) ? mapping[column] : undefined;
    const text = unguarded(cells[at]!.trim());
    if (!field || text === "") continue;
    const value = valueOf(field, text, date_format);
    if (value === undefined)
      problems.push({
        field,
        problem: misread[field] ?? `is not a date written ${date_format}`,
      });
    fields[field] = value;
  }
  const { allergies } = fields as { allergies?: string };
  if (allergies !== undefined && saysNoneKnown(allergies)) {
    delete fields["allergies"];
    fields["allergy_status"] = "none_known";
  } else if (allergies !== undefined) fields["allergy_status"] = "recorded";

  const told = new Set(problems.map(({ field }) => field));
  for (const fault of registration.Errors(fields)) {
    const missing = (fault.params as { requiredProperties?: string[] })
      .requiredProperties;
    for (const field of missing ?? [fault.instancePath.slice(1)]) {
      if (told.has(field)) continue;
      told.add(field);
      problems.push({
        field,
        problem: inWords[fault.keyword] ?? "is not valid",
      });
    }
  }
  if (problems.length > 0) return { problems };
  try {
    const patient = tidied(fields as unknown as PatientFields);
    checkBirth(patient.date_of_birth, now);
    return { patient: { ...patient, email: patient.email ?? null }, problems };
  } catch (error) {
    if (!(error instanceof ClinicError)) throw error;
    return {
      problems: (error.extras.errors ?? []).map(({ pointer, detail }) => ({
        field: pointer.slice(1),
        problem: detail,
      })),
    };
  }
}
