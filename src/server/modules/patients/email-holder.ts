import type { Call } from "#server/kernel/call.ts";
import { ClinicError } from "#server/kernel/clinic-error.ts";
import type { RecordRead } from "#server/kernel/transact.ts";

/**
 * Whose the e-mail is, is the desk's to know: it links the holder. That answer is a read of
 * the holder's record, so the audit names whom it told of.
 */
export function guardHolder(record: RecordRead, call: Call) {
  return async (error: unknown): Promise<never> => {
    if (!(error instanceof ClinicError) || error.code !== "email_taken")
      throw error;
    if (call.role !== "front_desk") throw new ClinicError("email_taken");
    const holder_id = error.extras["holder_id"] as number | undefined;
    await record(call, {
      event_type: "patient_email_refused",
      action: "holder_named",
      target: {
        type: "patient",
        id: holder_id ?? null,
        patient_id: holder_id ?? null,
      },
      outcome: "refused",
    });
    throw error;
  };
}
