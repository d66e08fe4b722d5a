import { spawn } from "node:child_process";

/**
 * Runs a program to its end and answers { code, output } with both streams joined. It never throws for an exit
 * code: a caller that needs success uses `mustRun`. `echo` shows the output while it comes.
 */
export function runProgram(command, args, { cwd, env, echo = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ? { ...process.env, ...env } : process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output += text;
        if (echo) process.stdout.write(text);
      });
    }
    child.once("error", (error) =>
      resolve({ code: 127, output: error.message }),
    );
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Like runProgram, but anything other than success is an error that ends with the last of the output. */
export async function mustRun(command, args, options) {
  const { code, output } = await runProgram(command, args, options);
  if (code !== 0) {
    const end = output.trimEnd().split("\n").slice(-25).join("\n");
    throw new Error(`${command} ${args[0] ?? ""} failed (${code})\n${end}`);
  }
  return output;
}
