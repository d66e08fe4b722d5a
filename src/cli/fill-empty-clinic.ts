import { confirm, isCancel } from "@clack/prompts";
import type { Composed } from "#server/compose.ts";
import type { Config } from "#server/config.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { OpenStorage } from "#server/storage/open-storage.ts";
import { plantDemo } from "./plant-demo.ts";
import type { Terminal } from "./terminal.ts";

interface Filling {
  readonly config: Config;
  readonly storage: OpenStorage;
  readonly composed: Composed;
  readonly options: { readonly demo?: boolean; readonly empty?: boolean };
  readonly terminal: Terminal;
}

/** On the private engine an empty database becomes the demo unless a real clinic is wanted; elsewhere only on request. */
async function wantsDemo({ storage, options, terminal }: Filling) {
  if (options.demo) return true;
  if (options.empty || !storage.isPrivate) return false;
  if (!terminal.interactive) return true;
  const answer = await confirm({
    message:
      "The database is empty. Fill it with the demo clinic (20 doctors, 2,000 patients)?",
    initialValue: true,
  });
  if (isCancel(answer)) throw new ClinicError("refused_by_rule", "Stopped.");
  return answer;
}

/** Gives a new database its first content: the demo clinic, or the first administrator's link. */
export async function fillEmptyClinic(filling: Filling): Promise<void> {
  const { composed, options, terminal, config } = filling;
  const state = await composed.installation.state();
  if (state === "in_use" || state === "demo") {
    if (options.demo && state === "in_use")
      throw new ClinicError(
        "refused_by_rule",
        "The database holds a clinic already; the demo goes into an empty one only.",
      );
    return;
  }
  if (state === "demo_unfinished" || (await wantsDemo(filling))) {
    await plantDemo({ storage: filling.storage, composed, config, terminal });
    return;
  }
  const link = await composed.services.accounts.firstAdministratorLink();
  if (link !== undefined)
    terminal.say(
      `\nThis clinic has no administrator yet. Open this link once, within 7 days:\n  ${link}\n`,
    );
}
