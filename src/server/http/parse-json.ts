import type { FastifyInstance } from "fastify";
import { ClinicError } from "#server/kernel/clinic-error.ts";

const surrogateEscape = /\\u[dD][89a-fA-F]/;

/** A loop with a list of its own: deep nesting must not exhaust the stack. */
function isWellFormed(value: unknown): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === "string" && !one.isWellFormed()) return false;
    if (one === null || typeof one !== "object") continue;
    for (const [name, member] of Object.entries(one)) left.push(name, member);
  }
  return true;
}

/** Half of a character is no text, whatever JSON allows; it would be refused further down, half-way. */
export function refuseBrokenText(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser(
    "application/json",
    { parseAs: "string" },
    (request, body, done) => {
      const text = String(body);
      void parse(request, text, (error, value) => {
        if (error) return done(error, undefined);
        if (surrogateEscape.test(text) && !isWellFormed(value))
          return done(
            new ClinicError(
              "malformed_request",
              "A text holds half a character.",
            ),
            undefined,
          );
        done(null, value);
      });
    },
  );
}
