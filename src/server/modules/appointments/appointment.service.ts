import type {
  Appointment,
  listAppointments,
  listPatientAppointments,
} from "#contract/appointments.ts";
import type { Input } from "#contract/endpoint.ts";
import type { Page } from "#contract/types.ts";
import { requirePermission } from "#server/kernel/actor.ts";
import type { Call } from "#server/kernel/call.ts";
import type { RelationTo } from "#server/kernel/care-relation.ts";
import { ClinicError, invalidField } from "#server/kernel/clinic-error.ts";
import type { RecordRead } from "#server/kernel/transact.ts";
import { relationToVisit } from "./appointment.policy.ts";
import type {
  AppointmentFilter,
  AppointmentRepository,
} from "./appointment.repository.ts";
import { absent } from "./booking.rules.ts";

export interface AppointmentServiceNeeds {
  readonly visits: AppointmentRepository;
  readonly record: RecordRead;
  readonly relationTo: RelationTo;
}

type ListQuery = Input<typeof listAppointments>["query"];
type PatientQuery = Input<typeof listPatientAppointments>["query"];

/** What a list is narrowed to by who asks. @throws ClinicError `not_found`, `invalid_request` */
function scopeOf(
  call: Call,
  query: ListQuery,
): Pick<AppointmentFilter, "doctor_id" | "patient_id"> {
  const { doctor_id } = query;
  if (call.role === "patient")
    return { doctor_id, patient_id: call.actor.patient_id ?? 0 };
  if (call.role === "doctor") {
    const own = call.actor.doctor_id ?? 0;
    if (doctor_id !== undefined && doctor_id !== own)
      throw absent("query/doctor_id");
    return { doctor_id: own };
  }
  // Without either there is no index, and at a million visits no answer.
  if (doctor_id === undefined && query.location_id === undefined)
    throw invalidField("query/doctor_id", "name a doctor or a location");
  return { doctor_id };
}

/** Reading visits, one at a time or by the page; each answer is one audit entry. */
export function appointmentService({
  visits,
  record,
  relationTo,
}: AppointmentServiceNeeds) {
  return {
    async get(call: Call, id: number): Promise<Appointment> {
      requirePermission(call.actor, "appointments.read");
      const visit = await visits.find(id);
      if (!visit) throw new ClinicError("not_found");
      const relation = await relationToVisit(call, visit, relationTo);
      await record(call, {
        event_type: "appointment_viewed",
        action: "viewed",
        target: {
          type: "appointment",
          id,
          patient_id: visit.patient_id,
          patient_name: visit.patient_name,
        },
        context: {
          appointment_id: id,
          location: visit.location_name,
          relation,
        },
      });
      return visit;
    },

    async list(call: Call, query: ListQuery): Promise<Page<Appointment>> {
      requirePermission(call.actor, "appointments.read");
      const page = await visits.list({
        ...query,
        limit: query.limit ?? 50,
        ...scopeOf(call, query),
      });
      const patient_ids = new Set(page.items.map((item) => item.patient_id));
      await record(call, {
        event_type: "appointments_listed",
        action: "listed",
        target: { type: "patient_list", id: null },
        context: { patient_ids: [...patient_ids] },
      });
      return page;
    },

    async listOfPatient(
      call: Call,
      patient_id: number,
      query: PatientQuery,
    ): Promise<Page<Appointment>> {
      requirePermission(call.actor, "appointments.read");
      const relation = await relationTo(call, patient_id);
      const patient_name =
        relation === "other" ? undefined : await visits.patientName(patient_id);
      if (patient_name === undefined) throw new ClinicError("not_found");
      const page = await visits.list({
        cursor: query.cursor,
        limit: query.limit ?? 50,
        patient_id,
        newestFirst: true,
      });
      await record(call, {
        event_type: "appointments_listed",
        action: "listed",
        target: { type: "patient", id: patient_id, patient_id, patient_name },
        context: { relation },
      });
      return page;
    },
  };
}

export type AppointmentService = ReturnType<typeof appointmentService>;
