import { appointmentEndpoints } from "./appointments.ts";
import { auditLogEndpoints } from "./audit-logs.ts";
import { bookingEndpoints } from "./bookings.ts";
import { calendarViewEndpoints } from "./calendar-views.ts";
import { accountEndpoints } from "./accounts.ts";
import { breakGlassEndpoints } from "./break-glass.ts";
import { closureEndpoints } from "./closures.ts";
import { doctorEndpoints } from "./doctors.ts";
import type { Endpoint } from "./endpoint.ts";
import { locationEndpoints } from "./locations.ts";
import { ownAccountEndpoints } from "./own-account.ts";
import { patientConsentEndpoints } from "./patient-consents.ts";
import { patientContactEndpoints } from "./patient-contacts.ts";
import { patientImportEndpoints } from "./patient-import.ts";
import { patientEndpoints } from "./patients.ts";
import { paymentEndpoints } from "./payments.ts";
import { prescriptionEndpoints } from "./prescriptions.ts";
import { scheduleEndpoints } from "./schedules.ts";
import { sessionEndpoints } from "./sessions.ts";
import { worklistEndpoints } from "./worklist.ts";

/** Every operation of the API, in the order of the documentation. */
export const api: readonly Endpoint[] = [
  ...sessionEndpoints,
  ...ownAccountEndpoints,
  ...accountEndpoints,
  ...breakGlassEndpoints,
  ...locationEndpoints,
  ...doctorEndpoints,
  ...scheduleEndpoints,
  ...closureEndpoints,
  ...worklistEndpoints,
  ...patientEndpoints,
  ...patientContactEndpoints,
  ...patientConsentEndpoints,
  ...patientImportEndpoints,
  ...calendarViewEndpoints,
  ...appointmentEndpoints,
  ...bookingEndpoints,
  ...prescriptionEndpoints,
  ...paymentEndpoints,
  ...auditLogEndpoints,
];
