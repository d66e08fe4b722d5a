import type { ColumnType, Generated } from "kysely";

// Dates and times are strings: the driver is told not to make `Date` objects of them.

/** BOOLEAN that the database fills when the insert leaves it out. */
export type DefaultFlag = ColumnType<
  number,
  boolean | number | undefined,
  boolean | number
>;

/** The ETag of a row: starts at 1, every change of the row adds 1. */
export type RowVersion = Generated<number>;

/** "YYYY-MM-DD HH:MM:SS.ffffff", UTC. */
export type InstantColumn = string;

/** "YYYY-MM-DD HH:MM:SS", UTC; written by the database. Nullable in the design, never null in fact. */
export type SeedTimestamp = Generated<string>;

/** DECIMAL(10,2) as "12.34". */
export type MoneyColumn = string;

/** An ENUM with a default. */
export type DefaultEnum<Values extends string> = Generated<Values>;
