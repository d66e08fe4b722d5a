import type { Input } from "#contract/endpoint.ts";
import type {
  ImportRun,
  previewImport,
  startImport,
} from "#contract/patient-import.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { Reply } from "#server/kernel/route.ts";
import type { RecordRead, Transact } from "#server/kernel/transact.ts";
import { checkMapping } from "./check-mapping.rules.ts";
import { errorFileHeader, errorFileLine } from "./error-file.rules.ts";
import type { ChunkTransaction } from "./import-chunk.ts";
import type {
  ImportRunRepository,
  ImportSettings,
} from "./import-run.repository.ts";
import { readCsv } from "./read-csv.ts";
import { readRow } from "./read-row.rules.ts";
import { importRunner } from "./run-import.ts";
import { suggestDateFormat, suggestMapping } from "./suggest-mapping.rules.ts";

export interface PatientImportServiceNeeds {
  readonly runs: ImportRunRepository;
  readonly record: RecordRead;
  readonly clock: Clock;
  readonly transact: Transact<Omit<ChunkTransaction, "audit">>;
  /** Told of a run that stopped on a fault; the run says `failed`. */
  readonly onFault: (error: unknown) => void;
}

const shownRows = 5;
const errorRowsAtOnce = 1_000;

/** Who acts, where it is the command line and not a session. */
const systemActor = ({ actor }: Call) =>
  actor.account_id === 0
    ? { actor: { id: 0, type: "system", name: actor.name } as const }
    : {};

/** Patients from a CSV file, chunk by chunk beside the server's other work. */
export function patientImportService(needs: PatientImportServiceNeeds) {
  const { runs, record, clock, transact, onFault } = needs;
  const runner = importRunner({ runs, transact, onFault });

  /** Another administrator's run answers as if absent: its rows are patients' data. */
  const findRun = async (call: Call, id: number) => {
    const run = await runs.find(id);
    const reachable =
      call.role === "front_desk" || run?.account_id === call.actor.account_id;
    if (!run || !reachable) throw new ClinicError("not_found");
    return run;
  };

  return {
    /** Looks at the first rows; keeps and registers nothing. */
    async preview(call: Call, body: Input<typeof previewImport>["body"]) {
      requirePermission(call.actor, "patients.import");
      const { columns, rows } = await readCsv(body.csv, shownRows);
      const mapping = suggestMapping(columns);
      const dateColumn = columns.findIndex(
        (column) => mapping[column] === "date_of_birth",
      );
      const date_format =
        body.date_format ??
        suggestDateFormat(rows.map((row) => row[dateColumn] ?? ""));
      const reading = { columns, mapping, date_format, now: clock.now() };
      return {
        columns: [...columns],
        mapping,
        date_format,
        rows: rows.map((cells) => ({
          values: [...cells],
          problems: [...readRow(cells, reading).problems],
        })),
      };
    },

    /** Begins an import and answers at once. @throws ClinicError `invalid_request` for file or mapping */
    async start(
      call: Call,
      body: Input<typeof startImport>["body"],
    ): Promise<{ import_id: number }> {
      requirePermission(call.actor, "patients.import");
      const { columns, rows } = await readCsv(body.csv);
      checkMapping(columns, body.mapping);
      const settings: ImportSettings = {
        columns,
        mapping: body.mapping,
        date_format: body.date_format ?? "YYYY-MM-DD",
        on_duplicate: body.on_duplicate,
      };
      // A repeat with the same key answers the first run's id and must not run the file again.
      let isNew = false;
      const answer = await transact(call, async (tx) => {
        const import_id = await tx.runs.insert({
          file_name: body.file_name,
          settings,
          dry_run: body.dry_run,
          total_rows: rows.length,
          account_id: call.actor.account_id || null,
        });
        isNew = true;
        tx.audit({
          event_type: "patient_import_started",
          action: "started",
          target: { type: "patient_import", id: import_id },
          context: { dry_run: body.dry_run, rows: rows.length },
          ...systemActor(call),
        });
        return { import_id };
      });
      if (isNew)
        runner.run(call, {
          ...answer,
          rows: rows.map((cells, at) => ({ file_row: at + 2, cells })),
          reading: { ...settings, now: clock.now() },
          on_duplicate: body.on_duplicate,
          dry_run: body.dry_run,
          ...systemActor(call),
        });
      return answer;
    },

    async progress(call: Call, id: number): Promise<ImportRun> {
      requirePermission(call.actor, "patients.import");
      const { settings: _, account_id: __, ...run } = await findRun(call, id);
      return run;
    },

    /** The error file: rows left out, why, and their own cells, to correct and import again. */
    async errors(call: Call, id: number): Promise<Reply<Uint8Array>> {
      requirePermission(call.actor, "patients.import");
      const { settings } = await findRun(call, id);
      const parts = [errorFileHeader(settings.columns)];
      for (let after = 0; ;) {
        const rows = await runs.leftOut(id, after, errorRowsAtOnce);
        for (const row of rows)
          parts.push(errorFileLine(settings.columns, row));
        if (rows.length < errorRowsAtOnce) break;
        after = rows.at(-1)!.file_row;
      }
      await record(call, {
        event_type: "patient_import_errors_exported",
        action: "exported",
        target: { type: "patient_import", id },
        context: { rows: parts.length - 1 },
        ...systemActor(call),
      });
      return new Reply(Buffer.from(parts.join(""), "utf8"), {
        file_name: `import-${id}-errors.csv`,
      });
    },

    /** Ends after the chunk under way; what is in stays, the run says `failed`. */
    stop: () => runner.stop(),
  };
}

export type PatientImportService = ReturnType<typeof patientImportService>;
