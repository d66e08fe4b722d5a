import type { Instant } from "./instants.ts";

/** Why a visit came to lie in a time that is no longer open. */
export type WorklistCause =
  "hours_changed" | "time_off" | "closure" | "deactivation" | "zone_change";

/** A visit that still stands: Scheduled, and not over. Instants are stored UTC text. */
export interface VisitAhead {
  readonly id: number;
  readonly patient_id: number;
  readonly patient_name: string;
  readonly doctor_id: number;
  readonly location_id: number;
  readonly appointment_date: string;
  readonly start_time: string;
  readonly end_time: string;
  readonly starts_at: string;
  readonly ends_at: string;
}

/** A visit that a change left behind, and its entry in the worklist. */
export type AffectedVisit = Omit<VisitAhead, "starts_at" | "ends_at"> & {
  readonly worklist_item_id: number;
};

export interface VisitScope {
  readonly doctor_id?: number;
  readonly location_id?: number;
  readonly now: Instant;
  /** Only visits that touch [from, until); without `until` all later ones. */
  readonly from?: Instant;
  readonly until?: Instant;
}

/**
 * What a change of a calendar does with the visits already booked. It runs inside the
 * change's transaction and after the calendars were touched: a booking at the same moment
 * then either sees the change or is found here.
 */
export interface Worklist {
  visitsAhead(scope: VisitScope): Promise<VisitAhead[]>;
  /** One open item a visit and cause: a second one of the same cause is the first. */
  add(
    cause: WorklistCause,
    cause_id: number | null,
    visits: readonly VisitAhead[],
  ): Promise<AffectedVisit[]>;
  /** Settles the open items of a cause that was taken back. @returns how many */
  keep(
    cause: WorklistCause,
    which: { cause_id: number } | { appointment_ids: readonly number[] },
    account_id: number,
  ): Promise<number>;
  /** Settles the open items of deactivations where doctor and location are both in use again. */
  keepReactivated(
    whose: { doctor_id: number } | { location_id: number },
    account_id: number,
  ): Promise<number>;
}
