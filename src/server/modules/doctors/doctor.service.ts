import type {
  createDoctor,
  Doctor,
  listDoctors,
  updateDoctor,
} from "#contract/doctors.ts";
import type { Input } from "#contract/endpoint.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import { seenVersion, type Call } from "#server/kernel/call.ts";
import { changesBetween } from "#server/kernel/changes.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Clock } from "#server/kernel/clock.ts";
import { instantToSql } from "#server/kernel/instants.ts";
import { tidy, tidyOrNull } from "#server/kernel/text.ts";
import type { Transact } from "#server/kernel/transact.ts";
import { wallDate } from "#server/kernel/wall-time.ts";
import type { AffectedVisit, Worklist } from "#server/kernel/worklist.ts";
import type { Calendars } from "#server/storage/calendars.ts";
import type { DoctorRepository } from "./doctor.repository.ts";

export interface DoctorServiceNeeds {
  readonly doctors: DoctorRepository;
  readonly clock: Clock;
  readonly transact: Transact<{
    doctors: DoctorRepository;
    calendars: Pick<Calendars, "open" | "touchDoctors">;
    worklist: Worklist;
  }>;
}

type NewDoctor = Input<typeof createDoctor>["body"];
type DoctorChanges = Input<typeof updateDoctor>["body"];

const lines = [
  "first_name",
  "last_name",
  "specialization",
  "license_number",
  "phone",
] as const;

function tidied<F extends DoctorChanges>(fields: F): F {
  const result: DoctorChanges = { ...fields };
  for (const name of lines) {
    const text = result[name];
    if (text !== undefined) result[name] = tidy(text);
  }
  if (result.email !== undefined)
    result.email = tidy(result.email).toLowerCase();
  if (result.office_room !== undefined)
    result.office_room = tidyOrNull(result.office_room);
  if (result.hire_date !== undefined)
    result.hire_date = wallDate(result.hire_date, "/hire_date");
  return result as F;
}

/** Doctors: anyone signed in reads them, administration changes them. */
export function doctorService({
  doctors,
  clock,
  transact,
}: DoctorServiceNeeds) {
  return {
    async list(
      call: Call,
      query: Input<typeof listDoctors>["query"],
    ): Promise<Page<Doctor>> {
      requirePermission(call.actor, "doctors.read");
      return doctors.list({
        ...query,
        cursor: query.cursor,
        limit: query.limit ?? 50,
        include_inactive: query.include_inactive ?? false,
        today: instantToSql(clock.now()).slice(0, 10),
      });
    },

    async get(call: Call, id: number): Promise<Doctor> {
      requirePermission(call.actor, "doctors.read");
      const doctor = await doctors.find(id);
      if (!doctor) throw new ClinicError("not_found");
      return doctor;
    },

    async create(call: Call, fields: NewDoctor): Promise<Doctor> {
      requirePermission(call.actor, "doctors.manage");
      const tidy = tidied(fields);
      return transact(call, async (tx) => {
        const id = await tx.doctors.insert(tidy);
        await tx.calendars.open("doctor", id);
        const doctor = (await tx.doctors.find(id))!;
        tx.audit({
          event_type: "doctor_created",
          action: "created",
          target: { type: "doctor", id },
          changes: { after: { ...doctor } },
          hipaa_relevant: false,
        });
        return doctor;
      });
    },

    async update(
      call: Call,
      id: number,
      fields: DoctorChanges,
    ): Promise<Doctor> {
      requirePermission(call.actor, "doctors.manage");
      const seen = seenVersion(call);
      const tidy = tidied(fields);
      return transact(call, async (tx) => {
        const before = await tx.doctors.find(id);
        if (!before) throw new ClinicError("not_found");
        if (!(await tx.doctors.update(id, seen, tidy)))
          throw new ClinicError("version_conflict");
        const after = (await tx.doctors.find(id))!;
        tx.audit({
          event_type: "doctor_modified",
          action: "modified",
          target: { type: "doctor", id },
          changes: changesBetween(before, after),
          hipaa_relevant: false,
        });
        return after;
      });
    },

    async deactivate(
      call: Call,
      id: number,
      reason: string,
    ): Promise<Doctor & { affected: AffectedVisit[] }> {
      requirePermission(call.actor, "doctors.manage");
      const seen = seenVersion(call);
      return transact(call, async (tx) => {
        await tx.calendars.touchDoctors([id]);
        const before = await tx.doctors.find(id);
        if (!before) throw new ClinicError("not_found");
        const visits = await tx.worklist.visitsAhead({
          doctor_id: id,
          now: clock.now(),
        });
        await switchTo(tx.doctors, before, seen, false);
        const affected = await tx.worklist.add("deactivation", null, visits);
        tx.audit({
          event_type: "doctor_deactivated",
          action: "deactivated",
          target: { type: "doctor", id },
          changes: {
            before: { is_active: true },
            after: { is_active: false },
            reason,
          },
          context: {
            patient_ids: [...new Set(visits.map((one) => one.patient_id))],
            appointment_ids: visits.map((one) => one.id),
          },
          hipaa_relevant: visits.length > 0,
        });
        return { ...(await tx.doctors.find(id))!, affected };
      });
    },

    async activate(call: Call, id: number): Promise<Doctor> {
      requirePermission(call.actor, "doctors.manage");
      const seen = seenVersion(call);
      return transact(call, async (tx) => {
        await tx.calendars.touchDoctors([id]);
        const before = await tx.doctors.find(id);
        if (!before) throw new ClinicError("not_found");
        await switchTo(tx.doctors, before, seen, true);
        const kept = await tx.worklist.keepReactivated(
          { doctor_id: id },
          call.actor.account_id,
        );
        tx.audit({
          event_type: "doctor_activated",
          action: "activated",
          target: { type: "doctor", id },
          changes: {
            before: { is_active: false },
            after: { is_active: true },
          },
          context: { worklist_items_kept: kept },
          hipaa_relevant: false,
        });
        return (await tx.doctors.find(id))!;
      });
    },
  };
}

async function switchTo(
  doctors: DoctorRepository,
  before: Doctor,
  seen: number,
  is_active: boolean,
): Promise<void> {
  if (before.row_version !== seen) throw new ClinicError("version_conflict");
  if (before.is_active === is_active)
    throw new ClinicError("transition_refused");
  if (!(await doctors.update(before.id, seen, { is_active })))
    throw new ClinicError("version_conflict");
}

export type DoctorService = ReturnType<typeof doctorService>;
