import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { requireOperations } from "./operations-access.ts";

/** /openapi.json for programs, /docs for people. */
export async function registerDocs(
  app: FastifyInstance,
  document: Record<string, unknown>,
  token: string | undefined,
): Promise<void> {
  const text = JSON.stringify(document);
  app.get("/openapi.json", async (_request, reply) =>
    reply.type("application/json").send(text),
  );
  await app.register(async (docs) => {
    docs.addHook("onRequest", async (request) =>
      requireOperations(request, token),
    );
    await docs.register(swagger, {
      mode: "static",
      specification: { document: document as never },
    });
    await docs.register(swaggerUi, {
      routePrefix: "/docs",
      staticCSP: true,
      uiConfig: { persistAuthorization: true, docExpansion: "none" },
      theme: {
        title: "Chartroom API",
        css: [{ filename: "quiet.css", content: ".topbar { display: none }" }],
      },
    });
  });
}
