import type { FastifyInstance } from "fastify";

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<
    Record<string, { readonly ok: boolean; readonly detail?: string }>
  >;
  readonly warnings: readonly string[];
}

export interface Health {
  /** Asks every store; answers within two seconds whatever they do. */
  ready(): Promise<Readiness>;
}

/** /health/live: the process answers. /health/ready: it can serve, and what to mind. */
export function registerHealth(app: FastifyInstance, health: Health): void {
  app.get("/health/live", async (_request, reply) =>
    reply.header("cache-control", "no-store").send({ status: "live" }),
  );
  app.get("/health/ready", async (_request, reply) => {
    const readiness = await health.ready();
    return reply
      .status(readiness.ready ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ status: readiness.ready ? "ready" : "not ready", ...readiness });
  });
}
