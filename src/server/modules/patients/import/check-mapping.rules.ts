import type { ImportField } from "#contract/patient-import.ts";
import { invalidField } from "#server/kernel/clinic-error.ts";

/** A patient cannot be without these. */
const needed: readonly ImportField[] = [
  "first_name",
  "last_name",
  "date_of_birth",
  "gender",
  "phone",
];

/**
 * Every mapped column is in the file, no field is filled twice, the needed ones are filled.
 * @throws ClinicError `invalid_request`
 */
export function checkMapping(
  columns: readonly string[],
  mapping: Readonly<Record<string, ImportField>>,
): void {
  const fields = Object.values(mapping);
  if (Object.keys(mapping).some((column) => !columns.includes(column)))
    throw invalidField("/mapping", "names a column that the file has not");
  const twice = fields.find((field, at) => fields.indexOf(field) !== at);
  if (twice) throw invalidField("/mapping", `fills ${twice} twice`);
  const missing = needed.filter((field) => !fields.includes(field));
  if (missing.length > 0)
    throw invalidField("/mapping", `leaves out ${missing.join(", ")}`);
}
