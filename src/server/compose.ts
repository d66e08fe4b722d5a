import type { Logger } from "pino";
import { composeAccounts } from "./compose-accounts.ts";
import type { Chore } from "./housekeeping.ts";
import { systemClock, type Clock } from "./kernel/clock.ts";
import { createKeyring, type Keyring } from "./kernel/keyring.ts";
import type { Route } from "./kernel/route.ts";
import type { RecordRead, Transact } from "./kernel/transact.ts";
import { authenticateService } from "./modules/accounts/authenticate.service.ts";
import { sessionLookup } from "./modules/accounts/session-lookup.repository.ts";
import { prometheusMetrics } from "./http/prometheus.ts";
import { databaseHealth } from "./storage/database-health.ts";
import { outboxBacklog } from "./storage/audit/outbox.ts";
import { appointmentRoutes } from "./modules/appointments/appointment.routes.ts";
import { auditLogDelivery } from "./modules/audit-logs/audit-log.mysql.ts";
import { composeCareAccess } from "./compose-care-access.ts";
import { calendarTools, composePlaces } from "./compose-places.ts";
import { composeAppointments } from "./compose-appointments.ts";
import { composeAudit } from "./compose-audit.ts";
import { composeCheck } from "./compose-check.ts";
import { composePatients } from "./compose-patients.ts";
import { composePayments } from "./compose-payments.ts";
import { composePrescriptions } from "./compose-prescriptions.ts";
import { paymentRoutes } from "./modules/payments/payment.routes.ts";
import { prescriptionRoutes } from "./modules/prescriptions/prescription.routes.ts";
import { readAudit } from "./storage/audit/read-audit.ts";
import { createSequencer, type Sequencer } from "./storage/audit/sequencer.ts";
import type { OpenDatabase, Sql } from "./storage/database.ts";
import { installation } from "./storage/installation.ts";
import { dropExpiredKeys } from "./storage/idempotency.ts";
import { transactions } from "./storage/transact.ts";

export interface ComposeOptions {
  readonly database: OpenDatabase;
  readonly keys: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** ISO 4217 code of the installation's one currency. */
  readonly currency?: string;
  /** Address that people use, for links that are handed over. */
  readonly publicUrl?: string | undefined;
}

/** The whole server without its transport: every service, wired once. */
export function compose(options: ComposeOptions) {
  const { database, logger } = options;
  const clock: Clock = options.clock ?? systemClock;
  const keyring: Keyring = createKeyring(options.keys);
  const db = database.sql;
  const record: RecordRead = readAudit(database, clock);
  const bind = <R>(repositories: (db: Sql) => R): Transact<R> =>
    transactions({ database, clock, keyring }, repositories);

  const sequencer: Sequencer = createSequencer(
    database,
    auditLogDelivery(db),
    (error) =>
      logger.error({ fault: (error as Error).name }, "audit sequencer"),
  );

  const care = composeCareAccess({ db, record, bind });
  const { relationTo, breakGlass } = care;
  const people = composeAccounts({
    db,
    clock,
    keyring,
    record,
    publicUrl: options.publicUrl,
    bind,
  });

  const places = composePlaces({ db, clock, record, bind });

  const patients = composePatients({
    db,
    clock,
    record,
    relationTo,
    bind,
    onImportFault: (error) =>
      logger.error({ fault: (error as Error).name }, "patient import"),
  });

  const { appointments, zones, dropOldCells } = composeAppointments({
    db,
    clock,
    record,
    relationTo,
    bind,
    calendarTools,
  });

  const prescriptions = composePrescriptions({
    db,
    clock,
    record,
    relationTo,
    bind,
  });
  const payments = composePayments({
    db,
    clock,
    record,
    relationTo,
    bind,
    currency: options.currency ?? "USD",
  });

  const routes: Route[] = [
    ...people.routes,
    ...care.routes,
    ...places.routes,
    ...patients.routes,
    ...appointmentRoutes(appointments),
    ...prescriptionRoutes(prescriptions),
    ...paymentRoutes(payments),
    ...composeAudit({ db, record, ...people }).routes,
  ];

  const chores: Chore[] = [
    {
      name: "expired break-glass grants",
      everySeconds: 30,
      run: () => breakGlass.endExpiredGrants(),
    },
    { name: "old sign-in state", everySeconds: 600, run: people.dropOld },
    { name: "old calendar cells", everySeconds: 3_600, run: dropOldCells },
    {
      name: "old import errors",
      everySeconds: 3_600,
      run: patients.dropOldImportErrors,
    },
    {
      name: "expired idempotency keys",
      everySeconds: 300,
      run: () => dropExpiredKeys(db),
    },
  ];

  const metrics = prometheusMetrics(() => outboxBacklog(db));
  const health = databaseHealth(database);

  return {
    health,
    metrics,
    chores,
    installation: installation(db),
    /** Ends background work; the database is the caller's to close. */
    close: async () => {
      await patients.stop();
      await sequencer.stop();
    },
    clock,
    keyring,
    record,
    /** What an actor is to a patient; every module that guards patients' rows is given it. */
    relationTo,
    sequencer,
    authenticate: authenticateService(sessionLookup(db)),
    requireFreshPassword: people.requireFreshPassword,
    /** `chartroom check`. */
    check: composeCheck({
      db,
      clock,
      sequencer,
      bind,
      recompute: zones.recompute,
    }),
    services: {
      accounts: people.accounts,
      sessions: people.sessions,
      breakGlass,
      ...places.services,
      ...patients.services,
      appointments,
      zones,
      prescriptions,
      payments,
    },
    routes,
  };
}

export type Composed = ReturnType<typeof compose>;
