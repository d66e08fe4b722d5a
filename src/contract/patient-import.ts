import Type, { type Static } from "typebox";
import { endpoint } from "./endpoint.ts";
import { Fields, Id, IdPath, Instant, Line, Nullable, OneOf } from "./types.ts";

const tag = "patients";

/** The fields of a patient that a column of a file may fill. */
export const importFields = [
  "first_name",
  "last_name",
  "date_of_birth",
  "gender",
  "phone",
  "email",
  "address",
  "emergency_contact",
  "emergency_phone",
  "blood_type",
  "allergies",
] as const;
export type ImportField = (typeof importFields)[number];

export const dateFormats = ["YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY"] as const;
export type DateFormat = (typeof dateFormats)[number];

const DateFormatField = OneOf(
  dateFormats,
  "order of the parts; any of / - . may stand between them",
);
const Csv = Type.String({
  minLength: 1,
  maxLength: 5_242_880,
  description: "the file's text, at most 5 MB, with a header line",
});

/** Column of the file to field of the patient. */
export const ColumnMapping = Type.Record(
  Type.String({ maxLength: 200 }),
  OneOf(importFields),
  { maxProperties: 50 },
);

const RowProblem = Fields({
  field: Nullable(Type.String()),
  problem: Type.String(),
});

export const previewImport = endpoint({
  id: "previewImport",
  method: "POST",
  path: "/patients/import/preview",
  tag,
  summary: "Look at the beginning of a CSV file: columns, a mapping, five rows",
  action: "patients.import",
  body: Fields({
    csv: Csv,
    date_format: Type.Optional(DateFormatField),
  }),
  status: 200,
  answer: Fields({
    columns: Type.Array(Type.String()),
    mapping: Type.Record(Type.String(), Type.String()),
    date_format: DateFormatField,
    rows: Type.Array(
      Fields({
        values: Type.Array(Type.String()),
        problems: Type.Array(RowProblem),
      }),
    ),
  }),
});

export const startImport = endpoint({
  id: "startImport",
  method: "POST",
  path: "/patients/import",
  tag,
  summary: "Import patients from a CSV file",
  description:
    "Answers at once; the rows go in in chunks, each whole or not at all. A dry run checks everything and registers nobody.",
  action: "patients.import",
  body: Fields({
    file_name: Line(255),
    csv: Csv,
    mapping: ColumnMapping,
    dry_run: Type.Boolean(),
    on_duplicate: OneOf(["skip", "import"]),
    date_format: Type.Optional(DateFormatField),
  }),
  status: 202,
  answer: Fields({ import_id: Id }),
  idempotent: true,
});

export const ImportRun = Fields({
  id: Id,
  file_name: Type.String(),
  status: OneOf(["running", "finished", "failed"]),
  dry_run: Type.Boolean(),
  total_rows: Type.Integer(),
  imported_rows: Type.Integer(),
  skipped_rows: Type.Integer(),
  failed_rows: Type.Integer(),
  started_at: Instant,
  finished_at: Nullable(Instant),
});
export type ImportRun = Static<typeof ImportRun>;

export const getImport = endpoint({
  id: "getImport",
  method: "GET",
  path: "/patients/import/:id",
  tag,
  summary: "How far an import is",
  description:
    "In a dry run `imported_rows` counts the rows that would go in. `failed`: it stopped on the way; what was counted is in.",
  action: "patients.import",
  params: IdPath,
  status: 200,
  answer: ImportRun,
});

export const getImportErrors = endpoint({
  id: "getImportErrors",
  method: "GET",
  path: "/patients/import/:id/errors",
  tag,
  summary: "The rows that did not go in, with why; correct and import again",
  description: "For 30 days. An administrator gets those of own imports.",
  action: "patients.import",
  params: IdPath,
  status: 200,
  media: "text/csv",
});

export const patientImportEndpoints = [
  previewImport,
  startImport,
  getImport,
  getImportErrors,
];
