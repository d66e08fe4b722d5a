import type { Command } from "commander";
import { readConfig, variables } from "#server/config.ts";
import type { Terminal } from "../terminal.ts";

const secrets = /KEYS$|TOKEN|PASSWORD|PASSPHRASE|_URL$/;

/** `chartroom config`: what is set, what it means; secrets are only said to be set. */
export function configCommand(program: Command, terminal: Terminal): void {
  program
    .command("config")
    .description("show and check the configuration")
    .action(() => {
      readConfig(process.env);
      const rows = variables.map(({ name, meaning, example }) => {
        const value = process.env[name];
        const shown =
          value && secrets.test(name)
            ? "(set)"
            : value || `(default ${example})`;
        return { name, value: shown, meaning };
      });
      if (program.opts()["json"]) return terminal.json({ variables: rows });
      for (const { name, value, meaning } of rows)
        terminal.say(`${name} = ${value}\n    ${meaning}`);
    });
}
