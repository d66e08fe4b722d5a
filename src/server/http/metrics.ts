import type { FastifyInstance } from "fastify";
import { requireOperations } from "./operations-access.ts";

export interface Metrics {
  /** @param milliseconds from request to answer */
  observe(
    method: string,
    route: string,
    status: number,
    milliseconds: number,
  ): void;
  /** Prometheus text. */
  render(): Promise<string>;
  readonly contentType: string;
}

export function registerMetrics(
  app: FastifyInstance,
  metrics: Metrics,
  token: string | undefined,
): void {
  app.get("/metrics", async (request, reply) => {
    requireOperations(request, token);
    return reply.type(metrics.contentType).send(await metrics.render());
  });
}
