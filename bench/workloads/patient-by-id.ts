import { drawn, whole } from "../support/draw.ts";
import { loadOf } from "../support/load.ts";
import type { Workload } from "../support/workload.ts";

export const patientById: Workload = {
  name: "patient-by-id",
  async prepare({ ours, thin, fixture, random }) {
    const ids = drawn(() => whole(random, 1, fixture.patients));
    const asks = (prefix: string) =>
      ids.map((id) => ({ method: "GET", path: `${prefix}/${id}` }) as const);
    return {
      measured: [
        {
          name: "patient by id",
          unit: "a second",
          ours: loadOf(ours, asks("/api/v1/patients"), fixture.headers),
          baseline: loadOf(thin, asks("/patients")),
          against: "the same statement in a thin handler",
          reach: { atLeast: 0.25 },
          audited: true,
        },
      ],
    };
  },
};
