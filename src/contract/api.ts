import type { Endpoint } from "./endpoint.ts";
import { locationEndpoints } from "./locations.ts";

/** Every operation of the API, in the order of the documentation. */
export const api: readonly Endpoint[] = [...locationEndpoints];
