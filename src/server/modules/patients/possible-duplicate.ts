import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { RecordRead } from "#server/kernel/transact.ts";
import type { PatientSearchRepository } from "./patient-search.repository.ts";
import type { ComparedPatient } from "./search/duplicates.rules.ts";

interface HeldCandidate {
  readonly id: number;
  readonly score: number;
  readonly reasons: readonly string[];
}

/**
 * Stops a registration that may be somebody already here.
 * @throws ClinicError `possible_duplicate` with `candidates`: ids, scores and reasons, no data
 */
export async function holdRegistration(
  search: PatientSearchRepository,
  patient: ComparedPatient,
): Promise<void> {
  const found = await search.duplicateCandidates(patient);
  if (found.length === 0) return;
  const candidates: HeldCandidate[] = found.map(
    ({ patient: { id }, score, reasons }) => ({ id, score, reasons }),
  );
  throw new ClinicError(
    "possible_duplicate",
    "Compare them, then send not_the_same_person: true to register all the same.",
    { candidates },
  );
}

/** The refusal told something about the candidates, so the audit names them. */
export function recordHeldRegistration(record: RecordRead, call: Call) {
  return async (error: unknown): Promise<never> => {
    if (error instanceof ClinicError && error.code === "possible_duplicate") {
      const held = error.extras["candidates"] as readonly HeldCandidate[];
      await record(call, {
        event_type: "patient_registration_held",
        action: "duplicates_found",
        target: { type: "patient_list", id: null },
        context: { patient_ids: held.map(({ id }) => id) },
        outcome: "refused",
      });
    }
    throw error;
  };
}
