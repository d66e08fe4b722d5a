import { CompiledQuery } from "kysely";
import type { TestClinic } from "./clinic.ts";

/** Reaches past the product into its tables: to let time pass, or to look at what is stored. @returns the rows */
export async function runSql<Row>(
  clinic: TestClinic,
  statement: string,
  ...values: readonly (string | number | null)[]
): Promise<Row[]> {
  const { rows } = await clinic.database.sql.executeQuery(
    CompiledQuery.raw(statement, [...values]),
  );
  return rows as Row[];
}
