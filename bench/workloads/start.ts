import { median } from "../support/rounds.ts";
import { startOurs } from "../support/open-bench.ts";
import type { Workload } from "../support/workload.ts";

const starts = 5;
const restMs = 5_000;

export const start: Workload = {
  name: "start",
  async prepare({ url, keys, fixture }) {
    const token = fixture.headers.authorization.slice("Bearer ".length);
    const times: number[] = [];
    const memories: number[] = [];
    const measureAll = async (): Promise<void> => {
      for (let n = 0; n < starts; n += 1) {
        const begin = performance.now();
        const server = await startOurs({ url, keys }, token);
        times.push((performance.now() - begin) / 1000);
        if (n === 0) {
          await new Promise((resolve) => setTimeout(resolve, restMs));
          memories.push(server.memory());
        }
        await server.stop();
      }
    };
    return {
      measured: [
        {
          name: "start to first answer, engine running",
          unit: "s",
          below: 2,
          async measure() {
            await measureAll();
            return median(times);
          },
        },
        {
          name: "memory at rest",
          unit: "MB",
          below: 200,
          measure: async () => median(memories),
        },
      ],
    };
  },
};
