import type { Command } from "commander";
import type { Composed } from "#server/compose.ts";
import { commandLineCall } from "#server/modules/accounts/account-call.ts";
import { problems, type Finding } from "#server/storage/check/findings.ts";
import type { Terminal } from "../terminal.ts";

type Open = () => Promise<{
  composed: Pick<Composed, "check">;
  close(): Promise<void>;
}>;
type Checked = Awaited<ReturnType<Composed["check"]["run"]>>;

function line({ problem, count, ids }: Finding): string {
  const more = count > ids.length ? ", ..." : "";
  return `${problem}: ${count} ${problems[problem]} (${ids.join(", ")}${more})`;
}

function told({ checked, findings, repaired }: Checked): string {
  const looked = Object.entries(checked)
    .map(([what, count]) => `${count} ${what.replaceAll("_", " ")}`)
    .join(", ");
  return [
    `Looked at ${looked}.`,
    ...repaired.map(({ problem, count }) => `Repaired ${problem}: ${count}.`),
    ...findings.map(line),
    findings.length === 0 ? "Nothing is wrong." : "Something is wrong.",
  ].join("\n");
}

/** `chartroom check`: the whole audit chain and every table against the rules; exit code 1 when something is wrong. */
export function checkCommand(
  program: Command,
  terminal: Terminal,
  open: Open,
): void {
  program
    .command("check")
    .description("verify the audit chain and that the tables agree")
    .option("--repair", "put right what follows from other rows")
    .action(async ({ repair = false }: { repair?: boolean }) => {
      const { composed, close } = await open();
      try {
        const result = await terminal.step("Checking", (progress) =>
          composed.check.run(commandLineCall, { repair }, progress),
        );
        const ok = result.findings.length === 0;
        if (program.opts()["json"]) terminal.json({ ok, ...result });
        else terminal.say(told(result));
        if (!ok) process.exitCode = 1;
      } finally {
        await close();
      }
    });
}
