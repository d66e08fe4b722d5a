/** The statement of our `GET patients/{id}`. */
export const patientById = `select id, first_name, last_name, date_of_birth, gender, phone, email, address,
  emergency_contact, emergency_phone, blood_type, allergies, allergy_status, created_at, updated_at, is_active,
  inactive_reason, duplicate_of, row_version from patients where id = ?`;

export const namesFrom = `select id, first_name, last_name, date_of_birth, gender, phone, is_active, inactive_reason
  from patients where last_name like ? order by last_name, first_name limit 20`;

const day = (
  whose: string,
): string => `select a.id, a.doctor_id, concat(d.first_name, ' ', d.last_name) as doctor_name,
  a.location_id, a.patient_id, concat(p.first_name, ' ', p.last_name) as patient_name, a.appointment_date,
  a.start_time, a.end_time, a.starts_at, a.ends_at, a.status, a.purpose, a.arrived_at, a.row_version
  from appointments a join doctors d on d.id = a.doctor_id join patients p on p.id = a.patient_id
  join clinic_locations l on l.id = a.location_id
  where ${whose} = ? and a.appointment_date = ? and a.status <> 'Cancelled' order by a.start_time, a.id`;

/** The visits of our day boards, without version, hours and absences. */
export const doctorDay = day("a.doctor_id");
export const locationDay = day("a.location_id");

/** The one range that free slots cannot do without. */
export const busyTimes = `select starts_at, ends_at from appointments
  where doctor_id = ? and starts_at > ? and starts_at < ? and status in ('Scheduled', 'Completed')`;

export const claimSlot =
  "insert into bench_claims (slot, patient_id) values (?, ?)";
