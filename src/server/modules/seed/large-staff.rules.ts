import type { BulkValue } from "#server/storage/bulk-load.ts";
import { familyNames, firstNames } from "./demo-names.rules.ts";
import { locationOf, type LargeSize } from "./large-size.rules.ts";

type Table = readonly [
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly BulkValue[]>,
];

const upTo = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => index + 1);
const fields = [
  "Family Medicine",
  "Internal Medicine",
  "Cardiology",
  "Pediatrics",
  "Neurology",
  "Dermatology",
];

function* calendarRows(size: LargeSize): Generator<BulkValue[]> {
  for (let id = 1; id <= size.doctors; id += 1) yield ["doctor", id];
  for (let id = 1; id <= size.patients; id += 1) yield ["patient", id];
}

/** Locations, doctors with their week, and everybody's calendar; each table as it is loaded. */
export function largeStaff(size: LargeSize): Table[] {
  return [
    [
      "clinic_locations",
      ["id", "name", "address", "phone", "time_zone"],
      upTo(size.locations).map((id) => [
        id,
        `Clinic ${id}`,
        `${id} Long Street`,
        "+1 617 555 0100",
        size.zone,
      ]),
    ],
    [
      "doctors",
      [
        "id",
        "first_name",
        "last_name",
        "specialization",
        "license_number",
        "phone",
        "email",
        "hire_date",
      ],
      upTo(size.doctors).map((id) => [
        id,
        firstNames[(id * 7) % firstNames.length]!,
        familyNames[(id * 11) % familyNames.length]!,
        fields[id % fields.length]!,
        `MD-${100_000 + id}`,
        "+1 617 555 0101",
        `doctor${id}@mail.example`,
        "2015-01-05",
      ]),
    ],
    [
      "doctor_hours",
      [
        "doctor_id",
        "location_id",
        "weekday",
        "start_time",
        "end_time",
        "valid_from",
      ],
      upTo(size.doctors).flatMap((id) =>
        upTo(5).map((weekday) => [
          id,
          locationOf(size, id),
          weekday,
          "08:00:00",
          "16:00:00",
          "2015-01-05",
        ]),
      ),
    ],
    ["calendars", ["kind", "resource_id"], calendarRows(size)],
  ];
}
