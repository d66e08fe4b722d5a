/**
 * Who may do what: one row an action, the roles that may. The row-level question
 * (whose patient, whose visit) is the noun's policy. An endpoint names one action
 * or says `public`; it does not start with neither.
 */
export const roles = [
  "admin",
  "front_desk",
  "doctor",
  "billing",
  "compliance",
  "patient",
] as const;
export type Role = (typeof roles)[number];

export const permissions = {
  // own session and account
  "session.own": [...roles],

  "patients.search": ["front_desk", "doctor", "billing"],
  "patients.read": ["front_desk", "doctor", "billing", "patient"],
  "patients.register": ["front_desk", "doctor"],
  "patients.edit": ["front_desk", "doctor"],
  "patients.edit_allergies": ["doctor", "front_desk"],
  "patients.deactivate": ["front_desk"],
  "patients.import": ["front_desk", "admin"],
  "patients.contacts": ["front_desk", "doctor", "patient"],
  "patients.contacts.edit": ["front_desk", "doctor"],
  "patients.consents": ["front_desk", "doctor", "compliance", "patient"],
  "patients.consents.edit": ["front_desk", "doctor"],
  "patients.who_saw": ["compliance", "patient"],

  "doctors.read": [...roles],
  "doctors.manage": ["admin"],
  "doctors.hours": ["admin"],
  "doctors.time_off": ["admin", "front_desk", "doctor"],
  "doctors.cover": ["admin", "front_desk"],
  "doctors.cover.read": ["admin", "front_desk", "doctor"],
  "locations.read": [...roles],
  "locations.manage": ["admin"],
  "locations.close": ["admin", "front_desk"],
  "worklist.read": ["front_desk", "admin"],
  "worklist.resolve": ["front_desk"],

  "appointments.free_slots": ["front_desk", "doctor", "patient"],
  "appointments.read": ["front_desk", "doctor", "billing", "patient"],
  "appointments.board": ["front_desk", "doctor"],
  "appointments.book": ["front_desk", "doctor", "patient"],
  "appointments.override": ["front_desk", "doctor"],
  "appointments.move": ["front_desk", "doctor"],
  "appointments.swap": ["front_desk", "doctor"],
  "appointments.cancel": ["front_desk", "doctor", "patient"],
  "appointments.arrive": ["front_desk", "doctor"],
  "appointments.complete": ["front_desk", "doctor"],
  "appointments.no_show": ["front_desk", "doctor"],
  "appointments.reopen": ["front_desk", "doctor"],
  "appointments.edit": ["front_desk", "doctor"],

  "prescriptions.read": ["doctor", "patient"],
  "prescriptions.write": ["doctor"],
  "prescriptions.print": ["doctor", "front_desk", "patient"],

  "payments.read": ["front_desk", "billing", "patient"],
  "payments.write": ["front_desk", "billing"],
  "payments.void": ["billing"],
  "payments.takings": ["billing", "front_desk"],

  "accounts.manage": ["admin"],
  "accounts.patient_code": ["front_desk"],
  "break_glass.open": ["doctor"],
  "break_glass.end": ["doctor", "compliance"],
  "break_glass.review": ["compliance"],

  "audit.read": ["compliance"],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof permissions;

/** Whether any of the roles may do the action; the first of the action's roles held is the one acted in. */
export function roleFor(
  action: Action,
  held: readonly Role[],
): Role | undefined {
  return (permissions[action] as readonly Role[]).find((role) =>
    held.includes(role),
  );
}
