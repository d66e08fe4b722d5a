import type { Temporal } from "temporal-polyfill";
import { Secret, TOTP } from "otpauth";
import type { Role } from "#contract/permissions.ts";

const period = 30;

/** Staff need a second factor outside the demo; anybody may be asked for one. */
export function secondFactorRequired(account: {
  readonly roles: readonly Role[];
  readonly demo: boolean;
  readonly asked: boolean;
}): boolean {
  const staff = account.roles.some((role) => role !== "patient");
  return account.asked || (staff && !account.demo);
}

/** What a session may do once the password was right. */
export function stageAfterPassword(account: {
  readonly second_factor: boolean;
  readonly second_factor_required: boolean;
}): "second_factor" | "enrol" | "full" {
  if (account.second_factor) return "second_factor";
  return account.second_factor_required ? "enrol" : "full";
}

/** A fresh secret, in bytes; what an authenticator reads is made by `otpauthUrl`. */
export const newTotpSecret = (): Buffer =>
  Buffer.from(new Secret({ size: 20 }).bytes);

const totp = (secret: Buffer, label: string): TOTP =>
  new TOTP({
    issuer: "Chartroom",
    label,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
    period,
  });

/** What the authenticator app is shown: base32 to type, and an address for a QR code. */
export function otpauthUrl(
  secret: Buffer,
  email: string,
): { secret: string; otpauth_url: string } {
  const shown = totp(secret, email);
  return { secret: shown.secret.base32, otpauth_url: shown.toString() };
}

/**
 * The 30-second step whose code this is, one step to either side allowed.
 * @returns undefined when it is none of them, or of a step used before: a code counts once
 */
export function stepOfCode(
  secret: Buffer,
  code: string,
  now: Temporal.Instant,
  last_used_step: number | null,
): number | undefined {
  const timestamp = now.epochMilliseconds;
  const delta = totp(secret, "").validate({
    token: code.replace(/\s/g, ""),
    timestamp,
    window: 1,
  });
  if (delta === null) return undefined;
  const step = Math.floor(timestamp / 1000 / period) + delta;
  return last_used_step !== null && step <= last_used_step ? undefined : step;
}
