import Type, { type Static } from "typebox";
import { endpoint } from "./endpoint.ts";
import {
  Email,
  Fields,
  Id,
  IdPath,
  Instant,
  Line,
  Nullable,
  PageOf,
  pageQuery,
  Phone,
  Version,
} from "./types.ts";

const tag = "patients";

export const Contact = Fields({
  id: Id,
  patient_id: Id,
  contact_patient_id: Nullable(Id),
  name: Type.String(),
  relationship: Nullable(Type.String()),
  phone: Nullable(Type.String()),
  email: Nullable(Type.String()),
  is_emergency: Type.Boolean(),
  is_email_holder: Type.Boolean(),
  ended_at: Nullable(Instant),
  row_version: Version,
  created_at: Instant,
});
export type Contact = Static<typeof Contact>;

const optional = {
  relationship: Type.Optional(Nullable(Line(60))),
  phone: Type.Optional(Nullable(Phone)),
  email: Type.Optional(Nullable(Email)),
  is_emergency: Type.Optional(Type.Boolean()),
  is_email_holder: Type.Optional(Type.Boolean()),
};

/** `name` may be left out when `contact_patient_id` tells who it is. */
export const NewContact = Fields({
  name: Type.Optional(Line(200)),
  contact_patient_id: Type.Optional(Id),
  ...optional,
});
export type NewContact = Static<typeof NewContact>;

const ContactPath = Fields({ id: Id, contact_id: Id });

export const listContacts = endpoint({
  id: "listContacts",
  method: "GET",
  path: "/patients/:id/contacts",
  tag,
  summary: "Whom to call, and whose e-mail serves",
  action: "patients.contacts",
  params: IdPath,
  query: Fields({
    ...pageQuery,
    include_ended: Type.Optional(Type.Boolean({ default: false })),
  }),
  status: 200,
  answer: PageOf(Contact),
});

export const createContact = endpoint({
  id: "createContact",
  method: "POST",
  path: "/patients/:id/contacts",
  tag,
  summary: "Add a contact",
  action: "patients.contacts.edit",
  params: IdPath,
  body: NewContact,
  status: 201,
  answer: Contact,
  etag: true,
});

export const updateContact = endpoint({
  id: "updateContact",
  method: "PATCH",
  path: "/patients/:id/contacts/:contact_id",
  tag,
  summary: "Change a contact; null clears, absent leaves",
  action: "patients.contacts.edit",
  params: ContactPath,
  body: Fields({ name: Type.Optional(Line(200)), ...optional }),
  status: 200,
  answer: Contact,
  etag: true,
  ifMatch: true,
  errors: ["transition_refused"],
});

export const endContact = endpoint({
  id: "endContact",
  method: "POST",
  path: "/patients/:id/contacts/:contact_id/end",
  tag,
  summary: "End a contact; the row stays",
  action: "patients.contacts.edit",
  params: ContactPath,
  status: 200,
  answer: Contact,
  etag: true,
  ifMatch: true,
  errors: ["transition_refused"],
});

export const patientContactEndpoints = [
  listContacts,
  createContact,
  updateContact,
  endContact,
];
