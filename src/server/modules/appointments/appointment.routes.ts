import {
  getAppointment,
  listAppointments,
  listPatientAppointments,
  updateAppointment,
} from "#contract/appointments.ts";
import {
  arriveAppointment,
  bookAppointment,
  cancelAppointment,
  completeAppointment,
  noShowAppointment,
  reopenAppointment,
  rescheduleAppointment,
  swapAppointments,
} from "#contract/bookings.ts";
import {
  getDoctorDay,
  getDoctorVersion,
  getFreeSlots,
  getLocationDay,
  searchFreeSlots,
} from "#contract/calendar-views.ts";
import { route, type Route } from "#server/kernel/route.ts";
import type { AppointmentService } from "./appointment.service.ts";
import type { BoardService } from "./board.service.ts";
import type { BookingService } from "./booking.service.ts";
import type { FreeSlotsService } from "./free-slots.service.ts";
import type { SwapService } from "./swap.service.ts";
import type { TransitionService } from "./transition.service.ts";

export interface AppointmentServices
  extends AppointmentService, BookingService, SwapService, TransitionService {
  readonly boards: BoardService;
  readonly freeSlots: FreeSlotsService;
}

export function appointmentRoutes(service: AppointmentServices): Route[] {
  const { boards, freeSlots } = service;
  return [
    route(getFreeSlots, (call, { params, query }) =>
      freeSlots.ofDoctor(call, params.id, query),
    ),
    route(searchFreeSlots, (call, { body }) => freeSlots.search(call, body)),
    route(getLocationDay, (call, { params, query }) =>
      boards.locationDay(call, params.id, query),
    ),
    route(getDoctorDay, (call, { params, query }) =>
      boards.doctorDay(call, params.id, query),
    ),
    route(getDoctorVersion, (call, { params }) =>
      boards.doctorVersion(call, params.id),
    ),
    route(getAppointment, (call, { params }) => service.get(call, params.id)),
    route(listAppointments, (call, { query }) => service.list(call, query)),
    route(listPatientAppointments, (call, { params, query }) =>
      service.listOfPatient(call, params.id, query),
    ),
    route(bookAppointment, (call, { body }) => service.book(call, body)),
    route(swapAppointments, (call, { body }) => service.swap(call, body)),
    route(rescheduleAppointment, (call, { params, body }) =>
      service.reschedule(call, params.id, body),
    ),
    route(updateAppointment, (call, { params, body }) =>
      service.edit(call, params.id, body),
    ),
    route(cancelAppointment, (call, { params, body }) =>
      service.cancel(call, params.id, body),
    ),
    route(arriveAppointment, (call, { params }) =>
      service.arrive(call, params.id),
    ),
    route(completeAppointment, (call, { params, body }) =>
      service.complete(call, params.id, body),
    ),
    route(noShowAppointment, (call, { params }) =>
      service.noShow(call, params.id),
    ),
    route(reopenAppointment, (call, { params, body }) =>
      service.reopen(call, params.id, body),
    ),
  ];
}
