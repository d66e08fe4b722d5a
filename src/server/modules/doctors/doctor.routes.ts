import {
  activateDoctor,
  createDoctor,
  deactivateDoctor,
  getDoctor,
  listDoctors,
  updateDoctor,
} from "#contract/doctors.ts";
import { route, type Route } from "#server/kernel/route.ts";
import type { DoctorService } from "./doctor.service.ts";

export function doctorRoutes(service: DoctorService): Route[] {
  return [
    route(listDoctors, (call, { query }) => service.list(call, query)),
    route(getDoctor, (call, { params }) => service.get(call, params.id)),
    route(createDoctor, (call, { body }) => service.create(call, body)),
    route(updateDoctor, (call, { params, body }) =>
      service.update(call, params.id, body),
    ),
    route(deactivateDoctor, (call, { params, body }) =>
      service.deactivate(call, params.id, body.reason),
    ),
    route(activateDoctor, (call, { params }) =>
      service.activate(call, params.id),
    ),
  ];
}
