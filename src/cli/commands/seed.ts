import { InvalidArgumentError, Option, type Command } from "commander";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { dictionaryRows } from "#server/modules/patients/search/dictionary.repository.ts";
import { indexRows } from "#server/modules/patients/search/index-rows.rules.ts";
import { seedLarge } from "#server/modules/seed/seed-large.ts";
import type { Open, OpenClinic } from "../open-clinic.ts";
import { plantDemo } from "../plant-demo.ts";
import type { Terminal } from "../terminal.ts";

interface SeedOptions {
  readonly demo?: boolean;
  readonly patients?: number;
  readonly appointments?: number;
  readonly doctors?: number;
}

function count(text: string): number {
  const value = Number(text.replace(/[_,]/g, ""));
  if (!Number.isInteger(value) || value < 1 || value > 2 ** 30)
    throw new InvalidArgumentError("A whole number from 1 on.");
  return value;
}

/** @throws ClinicError when the command line names neither the demo nor both numbers */
function wantedOf({ patients, appointments, doctors }: SeedOptions) {
  if (patients === undefined || appointments === undefined)
    throw new ClinicError(
      "refused_by_rule",
      "Say --demo, or --patients N and --appointments M.",
    );
  return { patients, appointments, doctors };
}

function plantLarge(
  { storage, composed }: OpenClinic,
  wanted: ReturnType<typeof wantedOf>,
  terminal: Terminal,
) {
  return terminal.step("Loading", (onProgress) =>
    seedLarge({
      database: storage.database,
      address: storage.nodes[0] ?? {},
      isPrivate: storage.isPrivate,
      clock: composed.clock,
      search: { indexRows, dictionaryRows },
      wanted,
      onProgress,
    }),
  );
}

/** `chartroom seed`: the demo clinic, or as much made-up data as is asked for; only into an empty database. */
export function seedCommand(
  program: Command,
  terminal: Terminal,
  open: Open,
): void {
  program
    .command("seed")
    .description("fill an empty database with made-up data")
    .addOption(
      new Option(
        "--demo",
        "the demo clinic: 20 doctors, 2,000 patients",
      ).conflicts(["patients", "appointments", "doctors"]),
    )
    .option("--patients <n>", "large data for measuring: patients", count)
    .option("--appointments <n>", "large data: visits over five years", count)
    .option(
      "--doctors <n>",
      "large data: doctors (else 14 visits a day)",
      count,
    )
    .action(async (options: SeedOptions) => {
      const wanted = options.demo ? undefined : wantedOf(options);
      const isJson = program.opts()["json"] === true;
      const clinic = await open();
      try {
        if (wanted === undefined) {
          const planted = await plantDemo({ ...clinic, terminal });
          if (isJson) terminal.json(planted);
          return;
        }
        const result = await plantLarge(clinic, wanted, terminal);
        if (isJson) terminal.json(result);
        else
          terminal.say(
            `Loaded ${result.rows.toLocaleString("en-US")} rows in ${result.seconds} s (${result.rows_per_second.toLocaleString("en-US")} rows/s): ` +
              `${result.doctors} doctors at ${result.locations} ${result.locations === 1 ? "location" : "locations"}.`,
          );
      } finally {
        await clinic.close();
      }
    });
}
