import { Command } from "commander";
import type { Terminal } from "#cli/terminal.ts";
import type { Body, TestClinic } from "./clinic.ts";

type Register<O> = (program: Command, terminal: Terminal, open: O) => void;

/** Runs `chartroom WORDS` on the test's clinic; the exit code is `process.exitCode`. @returns what it printed first */
export async function runCommand<
  O extends () => Promise<{
    composed: TestClinic["composed"];
    close(): Promise<void>;
  }>,
>(
  clinic: TestClinic,
  register: Register<O>,
  ...words: string[]
): Promise<Body> {
  const said: unknown[] = [];
  const terminal: Terminal = {
    interactive: false,
    say: (text) => void said.push(text),
    warn: (text) => void said.push(text),
    json: (value) => void said.push(value),
    step: (_title, work) => work(() => undefined),
  };
  const program = new Command("chartroom").option("--json").exitOverride();
  const open = async () => ({
    composed: clinic.composed,
    close: async () => undefined,
  });
  register(program, terminal, open as O);
  process.exitCode = 0;
  await program.parseAsync(["node", "chartroom", ...words]);
  return said[0];
}
