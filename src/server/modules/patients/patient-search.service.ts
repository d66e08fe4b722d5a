import type { Input } from "#contract/endpoint.ts";
import type {
  DuplicateCandidate,
  findDuplicates,
  PatientHit,
} from "#contract/patients.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import type { RecordRead } from "#server/kernel/transact.ts";
import { decodeCursor, encodeCursor } from "#server/storage/rows.ts";
import type {
  FoundPatient,
  PatientSearchRepository,
} from "./patient-search.repository.ts";
import { tidied } from "./patient.rules.ts";

export interface PatientSearchServiceNeeds {
  readonly search: PatientSearchRepository;
  readonly record: RecordRead;
}

const furthest = 2_000;

function present({ patient }: Pick<FoundPatient, "patient">) {
  const { id, first_name, last_name, date_of_birth, gender, phone } = patient;
  return {
    id,
    first_name,
    last_name,
    date_of_birth,
    gender,
    phone,
    is_active: patient.is_active === 1,
    inactive_reason: patient.inactive_reason,
  };
}

function offsetOf(cursor: string | undefined): number {
  const offset = Number(decodeCursor(cursor)?.["offset"] ?? 0);
  return Number.isInteger(offset) && offset > 0
    ? Math.min(offset, furthest)
    : 0;
}

/** Finds patients. Answers show as little as tells people apart; the audit names whom, never the question. */
export function patientSearchService(needs: PatientSearchServiceNeeds) {
  const { search, record } = needs;

  const told = (call: Call, action: string, patient_ids: number[]) =>
    record(call, {
      event_type: `patients_${action}`,
      action,
      target: { type: "patient_list", id: null },
      context: { patient_ids },
    });

  return {
    async search(
      call: Call,
      body: { q: string; limit?: number; cursor?: string },
    ): Promise<Page<PatientHit>> {
      requirePermission(call.actor, "patients.search");
      const limit = body.limit ?? 20;
      const offset = offsetOf(body.cursor);
      const found = await search.search(body.q, { limit: limit + 1, offset });
      const items = found.slice(0, limit).map((hit) => ({
        ...present(hit),
        match: hit.match,
        score: hit.score,
      }));
      await told(
        call,
        "searched",
        items.map(({ id }) => id),
      );
      const next = offset + limit;
      return {
        items,
        next_cursor:
          found.length > limit && next <= furthest
            ? encodeCursor({ offset: next })
            : null,
      };
    },

    async duplicates(
      call: Call,
      body: Input<typeof findDuplicates>["body"],
    ): Promise<{ items: DuplicateCandidate[] }> {
      requirePermission(call.actor, "patients.register");
      const fields = tidied(body);
      const found = await search.duplicateCandidates({
        ...fields,
        email: fields.email ?? null,
      });
      const items = found.map((candidate) => ({
        ...present(candidate),
        score: candidate.score,
        reasons: [...candidate.reasons],
      }));
      await told(
        call,
        "compared",
        items.map(({ id }) => id),
      );
      return { items };
    },
  };
}

export type PatientSearchService = ReturnType<typeof patientSearchService>;
