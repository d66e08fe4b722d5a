import type { Command } from "commander";
import { readConfig, variables } from "#server/config.ts";
import { commandLineCall } from "#server/modules/accounts/account-call.ts";
import { rotateKeys } from "#server/storage/key-rotation.ts";
import type { Open } from "../open-clinic.ts";
import type { Terminal } from "../terminal.ts";

const secrets = /KEYS$|TOKEN|PASSWORD|PASSPHRASE|_URL$/;

/** `chartroom config`: what is set, what it means; secrets are only said to be set. */
export function configCommand(
  program: Command,
  terminal: Terminal,
  open: Open,
): void {
  const config = program
    .command("config")
    .description("show and check the configuration");
  rotateKeysCommand(config, program, terminal, open);
  config.action(() => {
    readConfig(process.env);
    const rows = variables.map(({ name, meaning, example }) => {
      const value = process.env[name];
      const shown =
        value && secrets.test(name) ? "(set)" : value || `(default ${example})`;
      return { name, value: shown, meaning };
    });
    if (program.opts()["json"]) return terminal.json({ variables: rows });
    for (const { name, value, meaning } of rows)
      terminal.say(`${name} = ${value}\n    ${meaning}`);
  });
}

/** `chartroom config rotate-keys`: seals everything under the first key; may be stopped and run again. */
function rotateKeysCommand(
  config: Command,
  program: Command,
  terminal: Terminal,
  open: Open,
): void {
  config
    .command("rotate-keys")
    .description("seal every stored secret under the first key of the keyring")
    .action(async () => {
      const { composed, storage, close } = await open();
      try {
        const done = await terminal.step("Sealing anew", () =>
          rotateKeys(storage.database.sql, composed.keyring),
        );
        await composed.record(commandLineCall, {
          event_type: "keys_rotated",
          action: "rotated",
          target: { type: "keyring", id: null },
          changes: { after: { resealed: done.resealed } },
          hipaa_relevant: false,
        });
        if (program.opts()["json"]) terminal.json(done);
        else
          terminal.say(
            `${done.resealed} values sealed anew; keys no longer in use: ${done.retired.join(", ") || "none"}.`,
          );
      } finally {
        await close();
      }
    });
}
