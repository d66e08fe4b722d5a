import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import { StorageError } from "#server/storage/storage-error.ts";
import { lastWords } from "./last-words.ts";

const secret = "Zqxlastwords";

/** What mysql2 throws: the statement and the refused value are members of it. */
const driverError = Object.assign(
  new Error(`Duplicate entry '${secret}' for key 'uq_patients_email'`),
  {
    code: "ER_DUP_ENTRY",
    sql: `insert into patients values ('${secret}')`,
    sqlMessage: `Duplicate entry '${secret}'`,
  },
);

const parserError = (): unknown => {
  try {
    return JSON.parse(secret) as unknown;
  } catch (error) {
    return error;
  }
};

describe("last words", () => {
  it.each([
    ["a driver's error", driverError],
    ["a parser's error", parserError()],
    ["an error with a cause", new Error(secret, { cause: driverError })],
    ["several errors", new AggregateError([driverError], secret)],
    ["a thrown string", secret],
    ["nothing", undefined],
  ])("of %s hold no value", (_what, error) => {
    expect(lastWords(error)).not.toContain(secret);
    expect(lastWords(error)).not.toBe("");
  });

  it("say the kind and the place", () => {
    expect(lastWords(new TypeError("x"))).toMatch(
      /^TypeError\n\s+at .*last-words/,
    );
    expect(lastWords(new StorageError("fault", 1317))).toMatch(
      /^StorageError: storage fault 1317\n/,
    );
    expect(lastWords(new ClinicError("not_found"))).toMatch(
      /^ClinicError: not_found\n/,
    );
  });
});

describe("a process that nobody saved", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const file = join(root, `.cache/last-words-${process.pid}.mjs`);

  beforeAll(async () => {
    await build({
      stdin: {
        contents: `
          import { endOnUncaught } from "#cli/last-words.ts";
          endOnUncaught();
          const error = Object.assign(new Error("${secret}"), { sql: "${secret}" });
          if (process.argv[2] === "throw") setTimeout(() => { throw error; });
          else void Promise.reject(error);
          setTimeout(() => {}, 10_000);`,
        resolveDir: root,
        loader: "ts",
      },
      outfile: file,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      absWorkingDir: root,
      logLevel: "warning",
    });
  });
  afterAll(() => rmSync(file, { force: true }));

  it.each([
    ["throw", "uncaughtException: Error"],
    ["reject", "unhandledRejection: Error"],
  ])("ends at once after a %s, without the values", (how, words) => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [file, how],
      { encoding: "utf8", timeout: 8_000 },
    );
    expect(status).toBe(1);
    expect(stderr).toContain(words);
    expect(stdout + stderr).not.toContain(secret);
  });
});
