import type { ZoneId } from "#server/kernel/zones.ts";
import { zoneId } from "#server/kernel/zones.ts";

export interface DemoLocation {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly phone: string;
  readonly email: string;
  readonly zone: ZoneId;
}

/** Main Clinic has the number that the data design gives it. */
export const demoLocations: readonly DemoLocation[] = [
  {
    id: 1,
    name: "Harbor Street Practice",
    address: "18 Harbor Street, Portsmouth, NH 03801",
    phone: "+1 603 555 0110",
    email: "harbor@demo.clinic",
    zone: zoneId("America/New_York"),
  },
  {
    id: 2,
    name: "Lakeview Clinic",
    address: "240 Lakeview Avenue, Evanston, IL 60201",
    phone: "+1 847 555 0120",
    email: "lakeview@demo.clinic",
    zone: zoneId("America/Chicago"),
  },
  {
    id: 3,
    name: "Main Clinic",
    address: "500 Commonwealth Avenue, Boston, MA 02215",
    phone: "+1 617 555 0130",
    email: "main@demo.clinic",
    zone: zoneId("America/New_York"),
  },
];

/** @throws RangeError for a place that the demo has not */
export function demoLocation(id: number): DemoLocation {
  const found = demoLocations.find((location) => location.id === id);
  if (!found) throw new RangeError(`no location ${id}`);
  return found;
}
