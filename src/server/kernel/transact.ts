import type { AuditEvent } from "./audit-event.ts";
import type { Call } from "./call.ts";

/** What every transaction offers beside the repositories of the noun. */
export interface AuditTrail {
  /** Tells what the transaction did; written with it, as its last statement. */
  audit(event: AuditEvent): void;
}

/**
 * Runs the work in one READ COMMITTED transaction with the repositories bound to it.
 * Work must be repeatable: after a deadlock it is run again. It resolves only when the
 * commit is acknowledged. With an idempotency key on the call the effect happens once and
 * its answer (which must be JSON) is replayed. Work without an audit entry is refused.
 * @throws ClinicError `busy` (2 s of conflicts), `outcome_unknown` (connection lost while
 * committing), `unavailable`, `idempotency_in_flight`, `idempotency_key_reused`
 */
export type Transact<Repositories> = <T>(
  call: Call,
  work: (tx: Repositories & AuditTrail) => Promise<T>,
) => Promise<T>;

/**
 * Writes one entry that belongs to no transaction: a read, a refusal, a failed sign-in.
 * Resolves when it is durable. @throws ClinicError `unavailable`: then show nothing
 */
export type RecordRead = (call: Call, event: AuditEvent) => Promise<void>;
