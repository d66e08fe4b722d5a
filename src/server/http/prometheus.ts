import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Metrics } from "./metrics.ts";

/** @param backlog entries of the audit not yet delivered, asked at each scrape */
export function prometheusMetrics(backlog: () => Promise<number>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "chartroom_http_request_seconds",
    help: "Time from request to answer, by route pattern",
    labelNames: ["method", "route", "status"],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  new Gauge({
    name: "chartroom_audit_backlog",
    help: "Audit entries committed and not yet delivered",
    registers: [registry],
    async collect() {
      this.set(await backlog().catch(() => Number.NaN));
    },
  });
  return {
    observe(method, route, status, milliseconds) {
      requests
        .labels(method, route, String(status))
        .observe(milliseconds / 1e3);
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
