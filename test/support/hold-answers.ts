import type { Server } from "node:http";

/**
 * The worst moment for a crash: every effect is committed and no answer has left. Answers to requests that carry
 * `x-test-hold: n` stay inside the process, which kills itself once n of them are ready.
 */
export function holdAnswers(server: Server): void {
  let held = 0;
  server.prependListener("request", (request, response) => {
    const wanted = Number(request.headers["x-test-hold"] ?? 0);
    if (wanted === 0) return;
    response.write = () => true;
    response.end = () => {
      held += 1;
      if (held === wanted) process.kill(process.pid, "SIGKILL");
      return response;
    };
  });
}
