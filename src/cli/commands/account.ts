import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import type { Account, HandoverCode } from "#contract/accounts.ts";
import { roles as allRoles, type Role } from "#contract/permissions.ts";
import type { Composed } from "#server/compose.ts";
import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { commandLineCall } from "#server/modules/accounts/account-call.ts";
import type { OpenComposed } from "../open-clinic.ts";
import type { Terminal } from "../terminal.ts";

function parseRoles(text: string): Role[] {
  const named = text.split(/[\s,]+/).filter(Boolean) as Role[];
  const unknown = named.filter((role) => !allRoles.includes(role));
  if (named.length === 0 || unknown.length > 0)
    throw new ClinicError(
      "invalid_request",
      `Roles are: ${allRoles.join(", ")}.`,
    );
  return [...new Set(named)];
}

const line = (account: Account): string =>
  [
    String(account.id).padStart(6),
    account.email.padEnd(36),
    account.roles.join(",").padEnd(24),
    account.is_active ? "active" : "inactive",
    account.has_password ? "" : "invited",
    account.second_factor ? "second factor" : "",
  ]
    .join("  ")
    .trimEnd();

/** The password on standard input, without the line end of the pipe. */
async function readPassword(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

async function everyAccount(composed: Composed): Promise<Account[]> {
  const found: Account[] = [];
  let cursor: string | undefined;
  do {
    const page = await composed.services.accounts.list(commandLineCall, {
      include_inactive: true,
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

async function byEmail(composed: Composed, email: string): Promise<Account> {
  const wanted = email.trim().toLowerCase();
  const all = await everyAccount(composed);
  const account = all.find((one) => one.email === wanted);
  if (!account) throw new ClinicError("not_found", `No account has ${wanted}.`);
  return account;
}

/** `chartroom account ...`: who may sign in, without a browser. */
export function accountCommand(
  program: Command,
  terminal: Terminal,
  open: OpenComposed,
): void {
  const account = program
    .command("account")
    .description("list, create, invite, reset and revoke accounts");

  /** Opens the clinic, does the work, shows its answer as text or JSON. */
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
  const handover = ({ purpose, link, code, expires_at }: HandoverCode) =>
    `${purpose}, good until ${expires_at}:\n  ${link}\n  code ${code}`;

  account
    .command("list")
    .description("all accounts")
    .action(() =>
      run(
        async (composed) => ({ items: await everyAccount(composed) }),
        ({ items }) => items.map(line).join("\n") || "No account yet.",
      ),
    );

  interface Who {
    email: string;
    name: string;
    roles: string;
    doctor?: string;
  }
  const who = (command: Command): Command =>
    command
      .requiredOption("--email <email>", "address to sign in with")
      .requiredOption("--name <name>", "name as others see it")
      .requiredOption("--roles <roles>", allRoles.join(","))
      .option("--doctor <id>", "the doctor that the account stands for");
  const fieldsOf = (options: Who) => ({
    email: options.email,
    display_name: options.name,
    roles: parseRoles(options.roles),
    doctor_id: options.doctor === undefined ? null : Number(options.doctor),
  });

  who(account.command("create"))
    .description("an account with a password; one is made unless given")
    .option("--password-stdin", "read the password from standard input")
    .action(async (options: Who & { passwordStdin?: boolean }) => {
      const given = options.passwordStdin ? await readPassword() : undefined;
      const password = given ?? randomBytes(12).toString("base64url");
      await run(
        async ({ services }) => ({
          account: await services.accounts.createAccount({
            ...fieldsOf(options),
            password,
          }),
          ...(given === undefined ? { password } : {}),
        }),
        (made) =>
          made.password === undefined
            ? line(made.account)
            : `${line(made.account)}\npassword (shown once): ${made.password}`,
      );
    });

  who(account.command("invite"))
    .description("an account whose owner sets the password by a link")
    .action((options: Who) =>
      run(
        ({ services }) =>
          services.accounts.invite(commandLineCall, fieldsOf(options)),
        handover,
      ),
    );

  account
    .command("reset <email>")
    .description("a link to set a new password, or to enrol another phone")
    .option("--lost-phone", "the phone, not the password")
    .action((email: string, options: { lostPhone?: boolean }) =>
      run(async (composed) => {
        const { id } = await byEmail(composed, email);
        const { accounts } = composed.services;
        return options.lostPhone
          ? accounts.replaceLostPhone(commandLineCall, id)
          : accounts.resetPassword(commandLineCall, id);
      }, handover),
    );

  account
    .command("revoke <email>")
    .description("end all sessions of an account at once")
    .option("--deactivate", "and let nobody sign in to it any more")
    .action((email: string, options: { deactivate?: boolean }) =>
      run(
        async (composed) => {
          const { id, row_version } = await byEmail(composed, email);
          const { accounts } = composed.services;
          const ended = await accounts.revokeSessions(commandLineCall, id);
          if (options.deactivate)
            await accounts.update(seeing(row_version), id, {
              is_active: false,
            });
          return ended;
        },
        ({ revoked }) => `Sessions ended: ${revoked}.`,
      ),
    );

  account
    .command("roles <email> <roles>")
    .description("give an account other roles")
    .option("--doctor <id>", "the doctor that the account stands for")
    .action((email: string, roles: string, options: { doctor?: string }) =>
      run(async (composed) => {
        const { id, row_version } = await byEmail(composed, email);
        return composed.services.accounts.update(seeing(row_version), id, {
          roles: parseRoles(roles),
          ...(options.doctor === undefined
            ? {}
            : { doctor_id: Number(options.doctor) }),
        });
      }, line),
    );
}

const seeing = (if_match: number): Call => ({ ...commandLineCall, if_match });
