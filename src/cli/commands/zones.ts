import type { Command } from "commander";
import type { Location } from "#contract/locations.ts";
import type { Composed } from "#server/compose.ts";
import { epochSeconds, formatOffset } from "#server/kernel/instants.ts";
import { isZone, offsetAt } from "#server/kernel/zones.ts";
import { commandLineCall } from "#server/modules/accounts/account-call.ts";
import type { Terminal } from "../terminal.ts";

type Open = () => Promise<{ composed: Composed; close(): Promise<void> }>;

async function everyLocation(composed: Composed): Promise<Location[]> {
  const found: Location[] = [];
  let cursor: string | undefined;
  do {
    const page = await composed.services.locations.list(commandLineCall, {
      include_inactive: true,
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/** `chartroom zones`: which zone each location keeps, and deriving instants again after the rules of zones changed. */
export function zonesCommand(
  program: Command,
  terminal: Terminal,
  open: Open,
): void {
  const zones = program
    .command("zones")
    .description("time zones of the locations, and what follows from them");

  const run = async <T>(
    work: (composed: Composed) => Promise<T>,
    text: (answer: T) => string,
  ): Promise<void> => {
    const { composed, close } = await open();
    try {
      const answer = await work(composed);
      if (program.opts()["json"]) terminal.json(answer);
      else terminal.say(text(answer));
    } finally {
      await close();
    }
  };

  zones
    .command("list")
    .description("each location with its zone and its clock now")
    .action(() =>
      run(
        async (composed) => {
          const now = epochSeconds(composed.clock.now());
          return {
            items: (await everyLocation(composed)).map(
              ({ id, name, time_zone }) => ({
                id,
                name,
                time_zone,
                // Null: this machine does not know the zone any more.
                utc_offset: isZone(time_zone)
                  ? formatOffset(offsetAt(time_zone, now))
                  : null,
              }),
            ),
          };
        },
        ({ items }) =>
          items
            .map((one) =>
              [
                String(one.id).padStart(6),
                one.time_zone.padEnd(32),
                (one.utc_offset ?? "unknown zone").padEnd(12),
                one.name,
              ].join("  "),
            )
            .join("\n") || "No location yet.",
      ),
    );

  zones
    .command("recompute")
    .description("derive the instants of visits ahead again, clashes listed")
    .action(() =>
      run(
        (composed) =>
          terminal.step("Deriving", (progress) =>
            composed.services.zones.recompute(commandLineCall, (done, of) =>
              progress(`location ${done} of ${of}`, done / of),
            ),
          ),
        (answer) =>
          [
            `Visits that moved: ${answer.changed}.`,
            ...(answer.clashes.length === 0
              ? []
              : [
                  `They clash now, and are in the worklist: ${answer.clashes.join(", ")}.`,
                ]),
          ].join("\n"),
      ),
    );
}
