type Ids = Readonly<Record<string, number>>;

/** Which of the world's ids stands for `:id` below a noun. */
const idOfNoun: Record<string, string> = {
  patients: "patient_id",
  doctors: "doctor_id",
  locations: "location_id",
  appointments: "appointment_id",
  prescriptions: "prescription_id",
  payments: "payment_id",
  receipts: "receipt_id",
  accounts: "account_id",
  covers: "cover_id",
  "break-glass": "grant_id",
  sessions: "session_id",
};

/** A table of one new patient, and how its columns are meant. */
export const importOf = (n: number): object => ({
  csv: `first,last,born,sex,phone\nA,B${n},1990-01-02,Female,555-014${n}\n`,
  mapping: {
    first: "first_name",
    last: "last_name",
    born: "date_of_birth",
    sex: "gender",
    phone: "phone",
  },
});

const queries: Record<string, string> = {
  getFreeSlots: "?from=2098-06-02&to=2098-06-03",
  getLocationDay: "?date=2098-06-02",
  getDoctorDay: "?date=2098-06-02",
  getTakings: "?date=2026-01-02",
};

/** The address of an operation with the world's ids in it. */
export function addressOf(id: string, path: string, ids: Ids): string {
  if (path.startsWith("/patients/import"))
    return path.replace(":id", String(ids["import_id"]));
  const noun = path.split("/")[1]!;
  return (
    path.replace(/:(\w+)/g, (_match, name: string) =>
      String(name === "id" ? ids[idOfNoun[noun] ?? "one"] : ids[name]),
    ) + (queries[id] ?? "")
  );
}

const when = {
  appointment_date: "2097-06-03",
  start_time: "11:00:00",
  end_time: "11:30:00",
};
const days = { starts_on: "2096-01-01", ends_on: "2096-01-02" };
const person = {
  first_name: "Ida",
  last_name: "Berg",
  date_of_birth: "1990-01-02",
  gender: "Female",
  phone: "555-0142",
};
const place = {
  name: "New Place",
  address: "1 Road",
  phone: "555-0101",
  time_zone: "Europe/London",
};
const reason = "because the test asks";

/** A body that the contract takes, naming the one patient and the things around. */
export function bodiesOf(ids: Ids): Record<string, object> {
  const { patient_id, doctor_id, location_id, appointment_id } = ids;
  const unique = (): string => Math.random().toString(36).slice(2, 10);
  return {
    signIn: { email: "a@b.example", password: "x".repeat(12), mode: "token" },
    proveSecondFactor: { code: "123456" },
    unlockSession: { password: "x".repeat(12) },
    reauthenticate: { password: "x".repeat(12) },
    confirmSecondFactor: { code: "123456" },
    changePassword: {
      current_password: "x".repeat(12),
      new_password: "plum-lantern-8871",
    },
    redeemCode: { code: "A".repeat(24), password: "plum-lantern-8871" },
    inviteAccount: {
      email: `${unique()}@b.example`,
      display_name: "N",
      roles: ["billing"],
    },
    updateAccount: { display_name: "Other" },
    openBreakGlass: { patient_id: ids["unseen_id"], reason, minutes: 5 },
    createLocation: place,
    updateLocation: { phone: "555-0102" },
    deactivateLocation: { reason },
    createDoctor: {
      first_name: "N",
      last_name: "D",
      specialization: "General",
      license_number: unique(),
      phone: "555-0103",
      email: `${unique()}@b.example`,
      hire_date: "2020-01-01",
    },
    updateDoctor: { phone: "555-0104" },
    deactivateDoctor: { reason },
    replaceHours: {
      location_id,
      valid_from: "2098-01-01",
      hours: [{ weekday: 1, start_time: "08:00", end_time: "16:00" }],
    },
    addTimeOff: { location_id, ...days, reason },
    addCover: { covering_doctor_id: ids["other_doctor_id"], ...days },
    addClosure: { ...days, reason },
    resolveWorklistItem: { status: "called", note: "rang twice" },
    searchPatients: { q: "Lind" },
    findDuplicates: person,
    createPatient: { ...person, not_the_same_person: true },
    updatePatient: { phone: "555-0105" },
    deactivatePatient: { reason: "moved" },
    activatePatient: { reason },
    createContact: { name: "Per", phone: "555-0106" },
    updateContact: { name: "Pernilla" },
    giveConsent: { kind: "research" },
    previewImport: { csv: "first,last\nA,B\n" },
    startImport: {
      file_name: "a.csv",
      ...importOf(2),
      dry_run: true,
      on_duplicate: "skip",
    },
    searchFreeSlots: { from: "2098-06-02", to: "2098-06-03" },
    updateAppointment: { purpose: "check" },
    bookAppointment: {
      doctor_id,
      patient_id,
      location_id,
      ...when,
    },
    swapAppointments: {
      first_id: appointment_id,
      first_version: 999,
      second_id: ids["second_appointment_id"],
      second_version: 999,
    },
    rescheduleAppointment: when,
    cancelAppointment: { cancellation_reason: reason, cancelled_by: "Patient" },
    arriveAppointment: {},
    noShowAppointment: {},
    completeAppointment: {},
    reopenAppointment: { reason },
    issuePrescription: {
      appointment_id,
      medication_name: "Ibuprofen",
      dosage: "400 mg",
      frequency: "daily",
      duration: "5 days",
    },
    adjustPrescription: { dosage: "200 mg", reason },
    stopPrescription: { reason },
    markPrescriptionEnteredInError: { reason },
    createPayment: { appointment_id, amount: "1.00", payment_method: "Cash" },
    receivePayment: { amount: "1.00", payment_method: "Cash" },
    refundPayment: {
      receipt_id: ids["receipt_id"],
      amount: "1.00",
      payment_method: "Cash",
      reason,
    },
    voidPayment: { reason },
    exportAuditLogs: {
      from: "2026-01-01T00:00:00Z",
      to: "2026-01-02T00:00:00Z",
      format: "csv",
      reason,
    },
  };
}
