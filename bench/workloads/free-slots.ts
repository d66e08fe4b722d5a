import { dateFromToday, drawn, whole } from "../support/draw.ts";
import { inProcess, repeated } from "../support/in-process.ts";
import { loadOf } from "../support/load.ts";
import { busyTimes } from "../support/thin-statements.ts";
import type { Workload } from "../support/workload.ts";

const days = 14;

export const freeSlots: Workload = {
  name: "free-slots",
  async prepare(bench) {
    const { ours, thin, fixture, random, driver } = bench;
    const from = dateFromToday(1);
    const to = dateFromToday(days);
    const doctors = drawn(() => whole(random, 1, fixture.doctors));
    const asks = (path: string) =>
      doctors.map(
        (id) =>
          ({
            method: "GET",
            path: `${path.replace(":id", String(id))}?from=${from}&to=${to}`,
          }) as const,
      );
    const { composed, call, close } = inProcess(bench);
    let turn = 0;
    const nextDoctor = (): number => doctors[turn++ % doctors.length] ?? 1;
    const { freeSlots: service } = composed.services.appointments;
    const { actor, ...rest } = call("appointments.free_slots");
    const reach = { atLeast: 0.5 } as const;
    return {
      measured: [
        {
          name: "free slots of 14 days, over HTTP",
          unit: "a second",
          ours: loadOf(
            ours,
            asks("/api/v1/doctors/:id/free-slots"),
            fixture.headers,
          ),
          baseline: loadOf(thin, asks("/doctors/:id/busy")),
          against: "the range of busy times in a thin handler",
          reach,
          audited: false,
        },
        {
          name: "free slots of 14 days, the service",
          unit: "a second",
          ours: repeated(() =>
            service.ofDoctor({ actor, ...rest }, nextDoctor(), { from, to }),
          ),
          baseline: repeated(() =>
            driver.execute(busyTimes, [nextDoctor(), from, to]),
          ),
          against: "the range of busy times by the bare driver",
          reach,
          audited: false,
        },
      ],
      close,
    };
  },
};
