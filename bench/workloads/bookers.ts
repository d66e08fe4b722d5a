import { Agent, request } from "node:http";
import { randomUUID } from "node:crypto";
import { dateFromToday } from "../support/draw.ts";
import { timeOfSlot } from "../support/booking-generator.ts";
import type { Ask } from "../support/load.ts";
import type { Bench, Workload } from "../support/workload.ts";

const crowd = 1_000;
const slots = 10;
/** Far from where single bookings are made. */
const firstDay = 2_000;

function send(url: string, agent: Agent, ask: Ask): Promise<number> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(ask.body);
    const sent = request(
      url + ask.path,
      {
        method: ask.method,
        agent,
        headers: {
          ...ask.headers,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
        },
      },
      (answer) => {
        answer.resume();
        answer.once("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.once("error", reject);
    sent.end(text);
  });
}

/** All at once, each over a connection of its own. @returns milliseconds until the last answer */
async function rush(url: string, asks: readonly Ask[]): Promise<number> {
  const agent = new Agent({ keepAlive: false });
  const start = performance.now();
  const statuses = await Promise.all(asks.map((ask) => send(url, agent, ask)));
  const took = performance.now() - start;
  const won = statuses.filter((status) => status === 201).length;
  const lost = statuses.filter((status) => status === 409).length;
  if (won !== slots || lost !== crowd - slots)
    throw new Error(`${url}: ${won} won, ${lost} lost, of ${crowd}`);
  return took;
}

function bookingsOf({ fixture }: Bench, turn: number): Ask[] {
  const { booked, active, headers } = fixture;
  return Array.from({ length: crowd }, (_, n) => ({
    method: "POST",
    path: "/api/v1/appointments",
    headers: { ...headers, "idempotency-key": randomUUID() },
    body: {
      doctor_id: booked.doctors[0],
      patient_id: active[n],
      location_id: booked.location_id,
      appointment_date: dateFromToday(firstDay + turn),
      start_time: timeOfSlot(n % slots),
      end_time: timeOfSlot((n % slots) + 1),
    },
  }));
}

const claimsOf = (turn: number): Ask[] =>
  Array.from({ length: crowd }, (_, n) => ({
    method: "POST",
    path: "/claims",
    body: { slot: turn * slots + (n % slots), patient_id: n },
  }));

export const bookers: Workload = {
  name: "bookers",
  async prepare(bench) {
    let ourTurn = 0;
    let thinTurn = 0;
    return {
      measured: [
        {
          name: "1,000 bookers at once on 10 slots",
          unit: "ms",
          ours: async () => ({
            value: await rush(bench.ours.url, bookingsOf(bench, ourTurn++)),
            requests: crowd,
          }),
          baseline: async () => ({
            value: await rush(bench.thin.url, claimsOf(thinTurn++)),
            requests: crowd,
          }),
          against: "1,000 thin requests with one unique insert",
          reach: { atMost: 3 },
          audited: true,
        },
      ],
    };
  },
};
