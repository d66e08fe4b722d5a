import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { insertIntoOutbox } from "#server/storage/audit/outbox.ts";
import { openBulkLoader, type BulkLoader } from "#server/storage/bulk-load.ts";
import type { OpenDatabase } from "#server/storage/database.ts";
import { installation } from "#server/storage/installation.ts";
import type { MysqlAddress } from "#server/storage/mysql-url.ts";
import { seededEntry } from "./demo-history.rules.ts";
import { cellColumns, largeCellRows } from "./large-cells.rules.ts";
import {
  consentColumns,
  largeConsentRows,
  largePatientRows,
  patientColumns,
} from "./large-patients.rules.ts";
import { largeSearch, type SearchRows } from "./large-search.rules.ts";
import { largeSize, type LargeSize } from "./large-size.rules.ts";
import { largeStaff } from "./large-staff.rules.ts";
import { largeVisitRows, visitColumns } from "./large-visits.rules.ts";
import { loadProgress } from "./load-progress.rules.ts";

export interface SeedLarge {
  readonly database: OpenDatabase;
  /** The server to load through; the first of a cluster. */
  readonly address: MysqlAddress;
  /** The server is ours: LOCAL may be switched on. */
  readonly isPrivate: boolean;
  readonly clock: Clock;
  readonly search: SearchRows;
  readonly wanted: {
    readonly patients: number;
    readonly appointments: number;
    readonly doctors?: number | undefined;
  };
  readonly onProgress: (text: string, done?: number) => void;
}

export interface LargeResult {
  readonly rows: number;
  readonly seconds: number;
  readonly rows_per_second: number;
  readonly method: "infile" | "inserts";
  readonly doctors: number;
  readonly locations: number;
}

const nameColumns = [
  "word",
  "other_word",
  "patient_id",
  "more_words",
  "is_active",
];
const loaded = [
  "clinic_locations",
  "doctors",
  "doctor_hours",
  "calendars",
  "patients",
  "patient_consents",
  "patient_search_names",
  "patient_search_phones",
  "patient_search_words",
  "patient_search_spellings",
  "appointments",
  "calendar_cells",
];

async function loadSearch(
  loader: BulkLoader,
  size: LargeSize,
  search: SearchRows,
): Promise<void> {
  const { runs, dictionary } = largeSearch(size.patients, search);
  for (const { names, phones } of runs) {
    await loader.load("patient_search_names", nameColumns, names);
    await loader.load(
      "patient_search_phones",
      ["phone_key", "patient_id"],
      phones,
    );
  }
  const { words, spellings } = dictionary();
  await loader.load(
    "patient_search_words",
    ["word", "word_start", "weight"],
    words,
  );
  await loader.load(
    "patient_search_spellings",
    ["deletion_key", "word", "weight"],
    spellings,
  );
}

async function loadAll(
  loader: BulkLoader,
  size: LargeSize,
  search: SearchRows,
): Promise<void> {
  for (const [table, columns, rows] of largeStaff(size))
    await loader.load(table, columns, rows);
  await loader.load("patients", patientColumns, largePatientRows(size));
  await loader.load("patient_consents", consentColumns, largeConsentRows(size));
  await loadSearch(loader, size, search);
  await loader.load("appointments", visitColumns, largeVisitRows(size));
  await loader.load("calendar_cells", cellColumns, largeCellRows(size));
}

/**
 * Fills an empty, migrated database with so many patients and visits, for measuring. An interrupted run is cleared
 * by the next.
 * @throws ClinicError `refused_by_rule` when the database holds a clinic or the numbers do not fit together
 */
export async function seedLarge(needs: SeedLarge): Promise<LargeResult> {
  const { database, onProgress } = needs;
  const now = needs.clock.now();
  const size = largeSize(needs.wanted, now);
  const settings = installation(database.sql);
  const isUnfinished = (await settings.get("large_seed")) === "running";
  if (!isUnfinished && (await settings.state()) !== "empty")
    throw new ClinicError(
      "refused_by_rule",
      "The database holds a clinic already; large data goes into an empty one only.",
    );
  await settings.set("large_seed", "running");
  const progress = loadProgress(size, () => performance.now() / 1_000);
  const loader = await openBulkLoader(needs.address, {
    mayEnable: needs.isPrivate,
    onRows: (table, more) => onProgress(...progress.add(table, more)),
  });
  try {
    if (isUnfinished) await loader.empty(loaded);
    onProgress("locations and doctors", 0);
    await loadAll(loader, size, needs.search);
    onProgress("statistics", 1);
    await loader.analyze(loaded);
  } finally {
    await loader.close();
  }
  const { doctors, locations } = size;
  const counts = {
    patients: size.patients,
    appointments: size.appointments,
    doctors,
    locations,
  };
  await insertIntoOutbox(database.sql, [
    seededEntry("large_data_seeded", now, counts),
  ]);
  await settings.set("large_seed", "done");
  return { ...progress.total(), method: loader.method, doctors, locations };
}
