import { createHash, randomBytes } from "node:crypto";
import type { CodePurpose } from "#contract/own-account.ts";

// Without I, L, O and U: nobody misreads a letter, and no code spells a word.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Random letters in groups of four, five bits each. */
function randomCode(groups: number): string {
  const codes = [...randomBytes(groups * 4)].map((byte) => letters[byte % 32]);
  const parts: string[] = [];
  for (let at = 0; at < codes.length; at += 4)
    parts.push(codes.slice(at, at + 4).join(""));
  return parts.join("-");
}

/** 120 bits, for a link or to type. */
export const newOneTimeCode = (): string => randomCode(6);
/** 80 bits each, to write down. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: 10 }, () => randomCode(4));

/** However it was typed: small letters, blanks, O for 0, I and L for 1. */
export const tidyCode = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");

/** What the table keeps. @param owner bound into the hash, so that equal codes differ by owner */
export const hashCode = (typed: string, owner = ""): Buffer =>
  createHash("sha256")
    .update(`${owner}:${tidyCode(typed)}`)
    .digest();

const hour = 60;
const day = 24 * hour;

/** Minutes for which a code is good. */
export const codeLifetime: Record<CodePurpose, number> = {
  first_admin: 7 * day,
  invitation: 7 * day,
  password_reset: hour,
  lost_phone: hour,
  patient_claim: 14 * day,
};

const pages: Record<CodePurpose, string> = {
  first_admin: "first-administrator",
  invitation: "invitation",
  password_reset: "password-reset",
  lost_phone: "lost-phone",
  patient_claim: "claim",
};

/** The code stands in the fragment, which no server and no log ever sees. */
export const codeLink = (
  publicUrl: string | undefined,
  purpose: CodePurpose,
  code: string,
): string =>
  `${(publicUrl ?? "").replace(/\/+$/, "")}/#/${pages[purpose]}/${code}`;
