import type { HandoverCode } from "#contract/accounts.ts";
import type { CodePurpose } from "#contract/own-account.ts";
import type { Call } from "#server/kernel/call.ts";
import {
  codeLifetime,
  codeLink,
  hashCode,
  newOneTimeCode,
} from "./code.rules.ts";
import type { OneTimeCodeRepository } from "./one-time-code.repository.ts";

/** Makes the codes that are handed over; there is no mail server, so the answer is the only copy. */
export function codeIssuer(publicUrl: string | undefined) {
  return async (
    codes: OneTimeCodeRepository,
    call: Call,
    purpose: CodePurpose,
    subject: { account_id?: number; patient_id?: number },
  ): Promise<HandoverCode> => {
    const code = newOneTimeCode();
    const expires_at = await codes.issue({
      purpose,
      code_hash: hashCode(code),
      ...subject,
      created_by_account_id: call.actor.account_id || null,
      minutes: codeLifetime[purpose],
    });
    const link = codeLink(publicUrl, purpose, code);
    return { purpose, code, link, expires_at };
  };
}

export type CodeIssuer = ReturnType<typeof codeIssuer>;
