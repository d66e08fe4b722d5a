import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Body, Person, TestClinic } from "./clinic.ts";
import {
  aBookedAppointment,
  aDoctor,
  aLocation,
  aPatient,
} from "./factories.ts";
import type { Sent } from "./running-server.ts";

type Kind = "booking" | "registration" | "receipt";
const kinds: readonly Kind[] = ["booking", "registration", "receipt"];

/** One write with the key under which it counts once, however often it is sent. */
export interface Write {
  readonly kind: Kind;
  readonly key: string;
  readonly path: string;
  readonly body: object;
  readonly headers: Record<string, string>;
}

/** The write was answered with success: from now on it must never be missing. */
export interface Acknowledged {
  readonly write: Write;
  readonly writer: number;
  readonly id: number;
}

export type Send = (write: Write, writer: number) => Promise<Sent>;

const longestWaitMs = 30_000;
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Writes one after another; what it got no answer to it sends again, under the same key, before anything else. */
class Writer {
  readonly acknowledged: Acknowledged[] = [];
  readonly #number: number;
  readonly #with: {
    doctor_id: number;
    patient_id: number;
    location_id: number;
    payment: Body;
  };
  #pending: Write | undefined;
  #count = 0;

  constructor(
    number: number,
    given: {
      doctor_id: number;
      patient_id: number;
      location_id: number;
      payment: Body;
    },
  ) {
    this.#number = number;
    this.#with = given;
  }

  get isWaiting(): boolean {
    return this.#pending !== undefined;
  }

  /** Sends once. @returns whether the write is settled */
  async tryOnce(send: (write: Write) => Promise<Sent>): Promise<boolean> {
    this.#pending ??= this.#next();
    const write = this.#pending;
    const sent = await send(write).catch(() => undefined);
    if (sent === undefined) return false;
    if (sent.status === 503) return false;
    if (sent.body?.code === "idempotency_in_flight") return false;
    if (sent.status !== 201)
      throw new Error(`${write.kind}: ${sent.status} ${sent.body?.code}`);
    if (write.kind === "receipt") this.#with.payment = sent.body;
    this.acknowledged.push({
      write,
      writer: this.#number,
      id: write.kind === "receipt" ? sent.body.receipt.id : sent.body.id,
    });
    this.#pending = undefined;
    return true;
  }

  #next(): Write {
    const at = this.#count;
    this.#count += 1;
    const kind = kinds[at % kinds.length]!;
    const key = randomBytes(12).toString("hex");
    const common = { kind, key, headers: { "idempotency-key": key } };
    const { payment, ...people } = this.#with;
    if (kind === "registration")
      return {
        ...common,
        path: "/patients",
        body: {
          first_name: "Nora",
          last_name: `Quay ${key}`,
          date_of_birth: "1990-02-03",
          gender: "Female",
          phone: "555-0177",
          not_the_same_person: true,
        },
      };
    if (kind === "receipt")
      return {
        ...common,
        headers: {
          ...common.headers,
          "if-match": `"${payment.row_version}"`,
        },
        path: `/payments/${payment.id}/receipts`,
        body: { amount: "0.01", payment_method: "Cash" },
      };
    const minutes = (at % 270) * 5;
    return {
      ...common,
      path: "/appointments",
      body: {
        ...people,
        appointment_date: new Date(Date.UTC(2035, 0, 1 + Math.floor(at / 270)))
          .toISOString()
          .slice(0, 10),
        start_time: clock(minutes),
        end_time: clock(minutes + 5),
        override_reason: "written under stress",
      },
    };
  }
}

/** Several writers, each with a doctor, a patient and a bill of its own, so that none is refused by another. */
export class Writers {
  readonly #writers: readonly Writer[];
  /** Rows that were there before the first write: the writers' own patients, each with a visit. */
  readonly patients: readonly number[];

  constructor(writers: readonly Writer[], patients: readonly number[]) {
    this.#writers = writers;
    this.patients = patients;
  }

  /** All of them at once, until told to stop; whoever gets no answer keeps trying. */
  async write(send: Send, until: { stopped: boolean }): Promise<void> {
    await Promise.all(
      this.#writers.map(async (writer, at) => {
        while (!until.stopped)
          if (!(await writer.tryOnce((write) => send(write, at))))
            await pause(20);
      }),
    );
  }

  /** Sends again what is without an answer. @throws Error when one stays without for half a minute */
  async settle(send: Send): Promise<void> {
    const deadline = Date.now() + longestWaitMs;
    await Promise.all(
      this.#writers.map(async (writer, at) => {
        while (
          writer.isWaiting &&
          !(await writer.tryOnce((write) => send(write, at)))
        ) {
          if (Date.now() > deadline)
            throw new Error("a write stays unanswered");
          await pause(50);
        }
      }),
    );
  }

  get waiting(): number {
    return this.#writers.filter((writer) => writer.isWaiting).length;
  }

  acknowledged(kind?: Kind): Acknowledged[] {
    return this.#writers
      .flatMap((writer) => writer.acknowledged)
      .filter(({ write }) => kind === undefined || write.kind === kind);
  }
}

/** @param desk whoever writes; signed in as front desk */
export async function someWriters(
  clinic: TestClinic,
  desk: Person,
  count: number,
): Promise<Writers> {
  const location_id = await aLocation(clinic);
  const writers: Writer[] = [];
  const patients: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const doctor_id = await aDoctor(clinic);
    const patient_id = await aPatient(clinic);
    const people = { doctor_id, patient_id, location_id };
    patients.push(patient_id);
    const visit = await aBookedAppointment(clinic, {
      ...people,
      appointment_date: "2034-06-01",
    });
    const { body, status } = await desk.request("POST", "/payments", {
      appointment_id: visit.id,
      amount: "90000.00",
      payment_method: "Cash",
    });
    if (status !== 201) throw new Error(`no bill: ${status}`);
    writers.push(new Writer(at, { ...people, payment: body }));
  }
  return new Writers(writers, patients);
}
