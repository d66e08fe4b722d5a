import { addIndex, type MigrationSteps } from "./migration-step.ts";

/** What lists are narrowed by and had no index for: see docs/generated/queries. */
export const listIndexes: MigrationSteps = [
  // Payments by the dates of their visits, at all locations.
  addIndex("appointments", "ix_appointments_date", "(appointment_date)"),
  addIndex(
    "break_glass_grants",
    "ix_break_glass_grants_started",
    "(started_at)",
  ),
];
