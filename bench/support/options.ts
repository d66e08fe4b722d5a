import { parseArgs } from "node:util";

export interface BenchOptions {
  /** S: 10,000 patients and 50,000 visits. L: a million and ten millions. */
  readonly size: "S" | "L";
  readonly only: string | undefined;
  readonly rounds: number;
  /** Of one measured stretch. */
  readonly seconds: number;
  readonly json: boolean;
  /** Folder for CPU profiles of our server, which is then slower. */
  readonly profile: string | undefined;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0`);
  return value;
}

/** @throws Error that says what is wrong with the command line */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      size: { type: "string", default: "S" },
      only: { type: "string" },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "3" },
      json: { type: "boolean", default: false },
      profile: { type: "string" },
    },
  });
  if (values.size !== "S" && values.size !== "L")
    throw new Error("--size is S or L");
  return {
    size: values.size,
    only: values.only,
    rounds: positive("rounds", values.rounds),
    seconds: positive("seconds", values.seconds),
    json: values.json,
    profile: values.profile,
  };
}
