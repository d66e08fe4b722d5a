import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { ClinicError } from "#server/kernel/clinic-error.ts";

const digest = (text: string): Buffer =>
  createHash("sha256").update(text).digest();

/**
 * Lets in who is on this machine or brings the operations token; to others the page does not exist.
 * Forwarded requests count by the address they were forwarded for.
 */
export function requireOperations(
  request: FastifyRequest,
  token: string | undefined,
): void {
  if (["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(request.ip)) return;
  const header = request.headers.authorization ?? "";
  if (
    token !== undefined &&
    timingSafeEqual(digest(header), digest(`Bearer ${token}`))
  )
    return;
  throw new ClinicError("not_found");
}
