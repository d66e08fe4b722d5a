import { readFileSync } from "node:fs";
import { isCancel, password } from "@clack/prompts";
import type { Config } from "#server/config.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Terminal } from "./terminal.ts";

const shortest = 12;

const refused = (detail: string): ClinicError =>
  new ClinicError("refused_by_rule", detail);

function fromFile(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch {
    throw refused(`The passphrase file ${path} cannot be read.`);
  }
}

async function ask(message: string): Promise<string> {
  const answer = await password({ message });
  if (isCancel(answer)) throw refused("Stopped.");
  return answer;
}

/**
 * The passphrase of a backup: from the file, the environment, or whoever sits at the terminal.
 * @param twice ask again, for one that is being chosen
 * @throws ClinicError `refused_by_rule` when there is none, or one of fewer than 12 characters
 */
export async function readPassphrase(options: {
  readonly config: Config;
  readonly file: string | undefined;
  readonly terminal: Terminal;
  readonly twice: boolean;
}): Promise<string> {
  const { config, file, terminal, twice } = options;
  let found = file === undefined ? config.backupPassphrase : fromFile(file);
  if (found === undefined) {
    if (!terminal.interactive)
      throw refused(
        "Give the passphrase in CHARTROOM_BACKUP_PASSPHRASE or by --passphrase-file.",
      );
    found = await ask("Passphrase of the backup");
    if (twice && (await ask("The same once more")) !== found)
      throw refused("The two passphrases differ.");
  }
  if (found.length < shortest)
    throw refused(`The passphrase must have at least ${shortest} characters.`);
  return found;
}
