import { closureEndpoints } from "./closures.ts";
import { doctorEndpoints } from "./doctors.ts";
import type { Endpoint } from "./endpoint.ts";
import { locationEndpoints } from "./locations.ts";
import { scheduleEndpoints } from "./schedules.ts";
import { worklistEndpoints } from "./worklist.ts";

/** Every operation of the API, in the order of the documentation. */
export const api: readonly Endpoint[] = [
  ...locationEndpoints,
  ...doctorEndpoints,
  ...scheduleEndpoints,
  ...closureEndpoints,
  ...worklistEndpoints,
];
