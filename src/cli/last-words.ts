import { ClinicError } from "#server/kernel/clinic-error.ts";
import { StorageError } from "#server/storage/storage-error.ts";

/** Node's own errors about files and sockets: their message names a path or an address, never a row. */
const isSystemError = (error: Error): boolean =>
  typeof (error as NodeJS.ErrnoException).syscall === "string";

/**
 * An error as it may be shown where nobody asked for it: kind and place. Messages, members and causes stay unsaid,
 * for a parser quotes what it could not read and a driver carries its SQL and values.
 */
export function lastWords(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error} was thrown`;
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12);
  const head =
    error instanceof StorageError || isSystemError(error)
      ? `${error.name}: ${error.message}`
      : error instanceof ClinicError
        ? `${error.name}: ${error.code}`
        : error.name;
  return [head, ...frames].join("\n");
}

/** Ends the process on what nobody caught, in our words instead of Node's, which print every member of an error. */
export function endOnUncaught(
  write: (text: string) => void = (text) => process.stderr.write(text),
): void {
  process.on("uncaughtException", (error, origin) => {
    write(`${origin}: ${lastWords(error)}\n`);
    process.exit(1);
  });
}
