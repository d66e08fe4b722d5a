import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Command } from "commander";
import {
  dateFormats,
  importFields,
  type DateFormat,
  type ImportField,
  type ImportRun,
} from "#contract/patient-import.ts";
import type { Composed } from "#server/compose.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { commandLineCall } from "#server/modules/accounts/account-call.ts";
import type { OpenComposed } from "../open-clinic.ts";
import type { Progress, Terminal } from "../terminal.ts";

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly map: Readonly<Record<string, string>>;
  readonly onDuplicate: string;
  readonly dateFormat?: string;
  readonly errors?: string;
}

const call: Call = {
  ...commandLineCall,
  action: "patients.import",
  role: "front_desk",
};
const pollMs = 200;

const wrong = (detail: string): ClinicError =>
  new ClinicError("invalid_request", detail);

/** `--map "Birth date=date_of_birth"`, as often as needed. */
function addPair(
  pair: string,
  pairs: Record<string, string>,
): Record<string, string> {
  const at = pair.lastIndexOf("=");
  const field = pair.slice(at + 1).trim();
  if (at < 1 || (field !== "" && !importFields.includes(field as ImportField)))
    throw wrong(
      `--map takes COLUMN=FIELD; the fields are ${importFields.join(", ")}; nothing after = leaves a column out.`,
    );
  return { ...pairs, [pair.slice(0, at).trim()]: field };
}

function oneOf<T extends string>(
  option: string,
  value: string,
  allowed: readonly T[],
): T {
  if (!allowed.includes(value as T))
    throw wrong(`${option} is one of: ${allowed.join(", ")}.`);
  return value as T;
}

/** What a field of the request is called here, so that a refusal can be acted on. */
async function inWords<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    const faults = error instanceof ClinicError ? error.extras.errors : [];
    if (!faults?.length) throw error;
    throw wrong(
      faults
        .map(({ pointer, detail }) =>
          pointer === "/mapping"
            ? `The mapping ${detail} (see --map).`
            : `The file ${detail}.`,
        )
        .join(" "),
    );
  });
}

async function mappingOf(
  composed: Composed,
  csv: string,
  options: ImportOptions,
): Promise<{
  mapping: Record<string, ImportField>;
  date_format: DateFormat;
}> {
  const preview = await composed.services.patientImports.preview(call, { csv });
  // A field that --map places is not taken by a column that only looked like it.
  const placed = new Set(Object.values(options.map));
  const guessed = Object.entries(preview.mapping).filter(
    ([column, field]) => !placed.has(field) && !(column in options.map),
  );
  const told = Object.entries(options.map).filter(([, field]) => field !== "");
  return {
    mapping: Object.fromEntries([...guessed, ...told]) as Record<
      string,
      ImportField
    >,
    date_format:
      options.dateFormat === undefined
        ? preview.date_format
        : oneOf("--date-format", options.dateFormat, dateFormats),
  };
}

async function watch(
  composed: Composed,
  id: number,
  progress: Progress,
): Promise<ImportRun> {
  for (;;) {
    const run = await composed.services.patientImports.progress(call, id);
    if (run.status !== "running") return run;
    const done = run.imported_rows + run.skipped_rows + run.failed_rows;
    progress(`${done} of ${run.total_rows} rows`, done / (run.total_rows || 1));
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function summary(run: ImportRun, errors: string | undefined): string {
  const left = run.skipped_rows + run.failed_rows;
  return [
    `${run.imported_rows} ${run.dry_run ? "would be imported" : "imported"}, ` +
      `${run.skipped_rows} skipped as possible duplicates, ${run.failed_rows} with faults, of ${run.total_rows} rows.`,
    ...(left > 0 && errors === undefined
      ? ["Give --errors FILE to get the rows left out, with why."]
      : []),
    ...(left > 0 && errors !== undefined
      ? [`The rows left out are in ${errors}: correct them, import that file.`]
      : []),
  ].join("\n");
}

/** `chartroom import patients FILE`: what the API's import does, from a file, to its end. */
export function importCommand(
  program: Command,
  terminal: Terminal,
  open: OpenComposed,
): void {
  program
    .command("import")
    .description("bring data in from files")
    .command("patients <file>")
    .description("import patients from a CSV file with a header line")
    .option("--dry-run", "check everything, register nobody")
    .option("--map <column=field>", "what a column holds", addPair, {})
    .option("--on-duplicate <what>", "skip or import", "skip")
    .option("--date-format <format>", dateFormats.join(", "))
    .option("--errors <file>", "where to write the rows left out")
    .action(async (file: string, options: ImportOptions) => {
      const on_duplicate = oneOf("--on-duplicate", options.onDuplicate, [
        "skip",
        "import",
      ] as const);
      const csv = await readFile(file, "utf8").catch(() => {
        throw wrong(`Cannot read ${file}.`);
      });
      const clinic = await open();
      try {
        const imports = clinic.composed.services.patientImports;
        const started = await inWords(
          mappingOf(clinic.composed, csv, options).then((reading) =>
            imports.start(call, {
              file_name: basename(file).slice(0, 255),
              csv,
              ...reading,
              dry_run: options.dryRun ?? false,
              on_duplicate,
            }),
          ),
        );
        const run = await terminal.step("Importing patients", (progress) =>
          watch(clinic.composed, started.import_id, progress),
        );
        if (options.errors !== undefined) {
          const { body } = await imports.errors(call, run.id);
          // The file holds patients' data: for its owner only.
          await writeFile(options.errors, body, { mode: 0o600 });
        }
        if (program.opts()["json"]) terminal.json(run);
        else terminal.say(summary(run, options.errors));
        if (run.status === "failed")
          throw new ClinicError(
            "unavailable",
            "The import stopped on the way; what was counted is in.",
          );
        if (run.failed_rows > 0) process.exitCode = 1;
      } finally {
        await clinic.close();
      }
    });
}
