import cookie from "@fastify/cookie";
import Fastify, { type FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { Route } from "#server/kernel/route.ts";
import { bindEndpoint, type EndpointTools } from "./bind-endpoint.ts";
import { registerDocs } from "./docs.ts";
import { registerHealth, type Health } from "./health.ts";
import { registerMetrics, type Metrics } from "./metrics.ts";
import { openApiDocument } from "./openapi.ts";
import { refuseBrokenText } from "./parse-json.ts";
import { acceptedPeers } from "./peers.ts";
import { sendProblem, toClinicError } from "./problem.ts";
import { securityHeaders } from "./security-headers.ts";
import { compileValidator } from "./validators.ts";

export interface ServerOptions {
  readonly routes: readonly Route[];
  readonly endpointTools: EndpointTools;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly version: string;
  /** Addresses whose X-Forwarded-* headers are believed; none by default. */
  readonly trustedProxies: readonly string[];
  /** Opens /metrics and /docs to whoever is not on this machine. */
  readonly operationsToken: string | undefined;
}

const bodyLimit = 6 * 1024 * 1024;

/** The HTTP face: every endpoint of the routes under /api/v1, health, metrics, documentation. */
export async function createServer(
  options: ServerOptions,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit,
    trustProxy:
      options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    routerOptions: { maxParamLength: 200 },
    requestTimeout: 30_000,
    forceCloseConnections: "idle",
    return503OnClosing: true,
    exposeHeadRoutes: false,
  });
  app.removeContentTypeParser(["text/plain", "application/json"]);
  refuseBrokenText(app);
  app.setValidatorCompiler(compileValidator as never);
  app.setErrorHandler((error, request, reply) => {
    const clinicError = toClinicError(error);
    // Only our own words and the route pattern are logged: a driver's or parser's message may quote the request.
    if (clinicError.code === "internal_error")
      options.logger.error(
        {
          request_id: request.id,
          route: request.routeOptions.url,
          fault: faultName(error),
          stack: stackOf(error),
        },
        "request failed",
      );
    return sendProblem(reply, clinicError);
  });
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, new ClinicError("not_found")),
  );
  await app.register(cookie);
  const headers = await securityHeaders();
  const accepts = acceptedPeers(options.trustedProxies);
  // Hooks with `done`: an async one would cost every request a promise.
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(headers);
    if (accepts(request.socket.remoteAddress)) return done();
    done(
      new ClinicError(
        "forbidden",
        "Plain HTTP is served to this machine and to the trusted proxies only.",
      ),
    );
  });
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "unmatched";
    options.metrics.observe(
      request.method,
      route,
      reply.statusCode,
      reply.elapsedTime,
    );
    options.logger.debug(
      {
        request_id: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      "request",
    );
    done();
  });
  registerHealth(app, options.health);
  registerMetrics(app, options.metrics, options.operationsToken);
  await registerDocs(
    app,
    openApiDocument(
      options.routes.map((route) => route.endpoint),
      options.version,
    ),
    options.operationsToken,
  );
  await app.register(
    async (api) => {
      for (const route of options.routes)
        bindEndpoint(api, route, options.endpointTools);
    },
    { prefix: "/api/v1" },
  );
  await app.ready();
  return app;
}

/** A StorageError's message is ours: kind, number and key name. Other messages may quote values. */
function faultName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return error.name === "StorageError" ? error.message : error.name;
}

/** Where it happened, without the message line: messages may carry values. */
function stackOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}
