import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { AuditTrail } from "#server/kernel/transact.ts";
import type { Calendars } from "#server/storage/calendars.ts";
import type { PatientSearchRepository } from "../patient-search.repository.ts";
import type {
  PatientFields,
  PatientRepository,
} from "../patient.repository.ts";
import { fullName } from "../patient.rules.ts";
import type { ComparedPatient } from "../search/duplicates.rules.ts";
import type { LeftOutRow } from "./error-file.rules.ts";
import { fileMemory, type FileMemory } from "./file-memory.rules.ts";
import type {
  ChunkCounts,
  ImportRunRepository,
} from "./import-run.repository.ts";
import { readRow, type RowProblem, type RowReading } from "./read-row.rules.ts";

export interface ChunkTransaction extends AuditTrail {
  readonly patients: PatientRepository;
  readonly search: PatientSearchRepository;
  readonly calendars: Calendars;
  readonly runs: ImportRunRepository;
}

export interface FileRow {
  /** As an editor counts records: the header is 1. */
  readonly file_row: number;
  readonly cells: readonly string[];
}

export interface ChunkWork {
  readonly import_id: number;
  readonly rows: readonly FileRow[];
  readonly reading: RowReading;
  readonly on_duplicate: "skip" | "import";
  readonly dry_run: boolean;
  /** Rows taken by earlier chunks; this one adds its own only once it is committed. */
  readonly memory: FileMemory;
  /** Names the actor where there is no session: the command line. */
  readonly actor?: { id: 0; type: "system"; name: string };
}

type Taken = { readonly file_row: number; readonly patient: ComparedPatient };

const emailInUse: RowProblem = {
  field: "email",
  problem: "is in use; leave it empty when a family shares it",
};

async function duplicateProblem(
  tx: ChunkTransaction,
  memories: readonly FileMemory[],
  patient: ComparedPatient,
): Promise<RowProblem | undefined> {
  for (const memory of memories) {
    const file_row = memory.duplicateOf(patient);
    if (file_row !== undefined)
      return {
        field: null,
        problem: `may be the same person as row ${file_row}`,
      };
  }
  const [likeliest] = await tx.search.duplicateCandidates(patient);
  return likeliest
    ? {
        field: null,
        problem: `may be patient ${likeliest.patient.id}, already registered`,
      }
    : undefined;
}

async function register(
  tx: ChunkTransaction,
  { import_id, actor }: ChunkWork,
  fields: PatientFields,
): Promise<void> {
  const id = await tx.patients.insert(fields);
  await tx.calendars.open("patient", id);
  const patient = (await tx.patients.find(id))!;
  await tx.search.index(patient, undefined);
  tx.audit({
    event_type: "patient_imported",
    action: "imported",
    target: {
      type: "patient",
      id,
      patient_id: id,
      patient_name: fullName(patient),
    },
    changes: { after: { ...patient } },
    context: { import_id },
    ...(actor ? { actor } : {}),
  });
}

/**
 * Takes one chunk of a file, inside its transaction. Repeatable: what it remembers is answered,
 * not kept. Exactly one audit entry a registered patient, one for a chunk that registers nobody.
 * @returns the rows taken, for the memory of the file
 */
export async function importChunk(
  tx: ChunkTransaction,
  work: ChunkWork,
): Promise<readonly Taken[]> {
  const { import_id, on_duplicate, dry_run, actor } = work;
  const here = fileMemory();
  const memories = [work.memory, here];
  const taken: Taken[] = [];
  const left_out: LeftOutRow[] = [];
  let skipped = 0;
  for (const { file_row, cells } of work.rows) {
    const leave = (problems: readonly RowProblem[]): void => {
      left_out.push({ file_row, problems, original: cells });
    };
    const { patient, problems } = readRow(cells, work.reading);
    if (!patient) {
      leave(problems);
      continue;
    }
    const duplicate =
      on_duplicate === "skip"
        ? await duplicateProblem(tx, memories, patient)
        : undefined;
    if (duplicate) {
      skipped += 1;
      leave([duplicate]);
      continue;
    }
    if (
      memories.some((memory) => memory.hasEmail(patient.email)) ||
      (await tx.patients.isEmailTaken(patient.email))
    ) {
      leave([emailInUse]);
      continue;
    }
    try {
      if (!dry_run) await register(tx, work, patient);
    } catch (error) {
      // Somebody else took the address since we looked.
      if (!(error instanceof ClinicError) || error.code !== "email_taken")
        throw error;
      leave([emailInUse]);
      continue;
    }
    here.remember(file_row, patient);
    taken.push({ file_row, patient });
  }
  const counts: ChunkCounts = {
    imported: taken.length,
    skipped,
    failed: left_out.length - skipped,
  };
  await tx.runs.addChunk(import_id, counts, left_out);
  if (dry_run || taken.length === 0)
    tx.audit({
      event_type: "patient_import_checked",
      action: "checked",
      target: { type: "patient_import", id: import_id },
      context: { ...counts },
      ...(actor ? { actor } : {}),
    });
  return taken;
}
