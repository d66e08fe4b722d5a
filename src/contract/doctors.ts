import Type, { type Static } from "typebox";
import { endpoint } from "./endpoint.ts";
import {
  Fields,
  Id,
  IdPath,
  Instant,
  Line,
  Nullable,
  PageOf,
  pageQuery,
  Phone,
  Reason,
  RequiredEmail,
  Version,
  WallDate,
} from "./types.ts";
import { AffectedVisit, AffectedVisitUnnamed } from "./worklist.ts";

const tag = "doctors";

const seen = {
  id: Id,
  first_name: Type.String(),
  last_name: Type.String(),
  specialization: Type.String(),
  office_room: Nullable(Type.String()),
  is_active: Type.Boolean(),
};
const doctor = {
  ...seen,
  license_number: Type.String(),
  phone: Type.String(),
  email: Type.String(),
  hire_date: WallDate,
  created_at: Instant,
  updated_at: Instant,
  row_version: Version,
};

export const Doctor = Fields(doctor);
export type Doctor = Static<typeof Doctor>;
/** What a patient sees of a doctor. */
const DoctorForPatients = Fields(seen);

const writable = {
  first_name: Line(100),
  last_name: Line(100),
  specialization: Line(255),
  license_number: Line(50),
  phone: Phone,
  email: RequiredEmail,
  office_room: Type.Optional(Nullable(Line(10))),
  hire_date: WallDate,
};

export const listDoctors = endpoint({
  id: "listDoctors",
  method: "GET",
  path: "/doctors",
  tag,
  summary: "Doctors, by last name",
  description:
    "`location_id` keeps those with hours there, in force today or later.",
  action: "doctors.read",
  query: Fields({
    ...pageQuery,
    specialization: Type.Optional(Line(255)),
    location_id: Type.Optional(Id),
    include_inactive: Type.Optional(Type.Boolean({ default: false })),
  }),
  status: 200,
  answer: PageOf(Doctor),
  answerFor: { patient: PageOf(DoctorForPatients) },
});

export const getDoctor = endpoint({
  id: "getDoctor",
  method: "GET",
  path: "/doctors/:id",
  tag,
  summary: "One doctor",
  action: "doctors.read",
  params: IdPath,
  status: 200,
  answer: Doctor,
  answerFor: { patient: DoctorForPatients },
  etag: true,
});

export const createDoctor = endpoint({
  id: "createDoctor",
  method: "POST",
  path: "/doctors",
  tag,
  summary: "Register a doctor and open the calendar",
  action: "doctors.manage",
  body: Fields(writable),
  status: 201,
  answer: Doctor,
  etag: true,
  errors: ["license_taken", "email_taken"],
});

export const updateDoctor = endpoint({
  id: "updateDoctor",
  method: "PATCH",
  path: "/doctors/:id",
  tag,
  summary: "Change a doctor; null clears, absent leaves",
  action: "doctors.manage",
  params: IdPath,
  body: Type.Partial(Fields(writable), { additionalProperties: false }),
  status: 200,
  answer: Doctor,
  etag: true,
  ifMatch: true,
  errors: ["license_taken", "email_taken"],
});

export const deactivateDoctor = endpoint({
  id: "deactivateDoctor",
  method: "POST",
  path: "/doctors/:id/deactivate",
  tag,
  summary: "Take a doctor out of use; visits ahead go to the worklist",
  action: "doctors.manage",
  params: IdPath,
  body: Fields({ reason: Reason }),
  status: 200,
  answer: Fields({ ...doctor, affected: Type.Array(AffectedVisit) }),
  answerFor: {
    admin: Fields({ ...doctor, affected: Type.Array(AffectedVisitUnnamed) }),
  },
  etag: true,
  ifMatch: true,
  errors: ["transition_refused"],
});

export const activateDoctor = endpoint({
  id: "activateDoctor",
  method: "POST",
  path: "/doctors/:id/activate",
  tag,
  summary: "Put a doctor back to use; items the deactivation left open close",
  action: "doctors.manage",
  params: IdPath,
  status: 200,
  answer: Doctor,
  etag: true,
  ifMatch: true,
  errors: ["transition_refused"],
});

export const doctorEndpoints = [
  listDoctors,
  getDoctor,
  createDoctor,
  updateDoctor,
  deactivateDoctor,
  activateDoctor,
];
