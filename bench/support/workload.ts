import type { Pool } from "mysql2/promise";
import type { Server } from "./server-process.ts";
import type { Random } from "./search-data.ts";
import type { Fixture } from "./fixture.ts";

/** What workloads are measured on: a filled database, our server and the thin one on it. */
export interface Bench {
  readonly url: string;
  readonly keys: string;
  readonly ours: Server;
  readonly thin: Server;
  /** 16 connections of the bare driver; its work is the baseline of what has no thin handler. */
  readonly driver: Pool;
  readonly fixture: Fixture;
  readonly random: Random;
  /** The clinic of size S, where this one is larger. */
  readonly small: Bench | undefined;
}

/** One measured stretch. */
export interface Sample {
  /** Requests a second, or milliseconds where the unit says so. */
  readonly value: number;
  readonly requests: number;
  /** Processor time of the server a request, in milliseconds: unlike the rate it does not depend on the neighbours. */
  readonly cpu?: number;
}

export type Measure = (seconds: number) => Promise<Sample>;

/** Ours beside its physical limit. */
export interface Comparison {
  readonly name: string;
  readonly unit: "a second" | "ms";
  readonly ours: Measure;
  readonly baseline: Measure;
  readonly against: string;
  readonly reach: { readonly atLeast: number } | { readonly atMost: number };
  /** Leaves audit entries behind, which must be delivered within 2 s. */
  readonly audited: boolean;
}

/** What has no baseline but a bound. */
export interface Bounded {
  readonly name: string;
  readonly unit: "s" | "MB";
  readonly measure: () => Promise<number>;
  readonly below: number;
}

export interface Prepared {
  readonly measured: readonly (Comparison | Bounded)[];
  readonly close?: () => Promise<void>;
}

export interface Workload {
  readonly name: string;
  prepare(bench: Bench): Promise<Prepared>;
}
