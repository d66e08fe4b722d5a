import { dateFromToday } from "./draw.ts";
import type { Fixture } from "./fixture.ts";

export interface Booking {
  readonly doctor_id: number;
  readonly patient_id: number;
  readonly location_id: number;
  readonly appointment_date: string;
  readonly start_time: string;
  readonly end_time: string;
  readonly purpose: string;
}

const slotsADay = 34;
const firstHour = 6;
const firstDay = 200;

export const timeOfSlot = (slot: number): string =>
  `${String(firstHour + (slot >> 1)).padStart(2, "0")}:${slot % 2 === 0 ? "00" : "30"}:00`;

/** Bookings that nothing stands in the way of, each for other people at another time than the ones before. */
export function bookingGenerator({ active, booked }: Fixture): () => Booking {
  let turn = 0;
  return () => {
    const n = turn++;
    const step = Math.floor(n / booked.doctors.length);
    const slot = step % slotsADay;
    const day = firstDay + Math.floor(step / slotsADay);
    return {
      doctor_id: booked.doctors[n % booked.doctors.length] ?? 0,
      patient_id: active[(n * 7) % active.length] ?? 0,
      location_id: booked.location_id,
      appointment_date: dateFromToday(day),
      start_time: timeOfSlot(slot),
      end_time: timeOfSlot(slot + 1),
      purpose: "Check-up",
    };
  };
}
