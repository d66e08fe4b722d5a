import type { TestClinic } from "./clinic.ts";
import { aPatient } from "./factories.ts";

/** Values that a careless copy changes: every byte, the ends of every number, text that looks like something else. */
export async function plantAwkwardRows(clinic: TestClinic): Promise<void> {
  const { sql } = clinic.database;
  for (const address of [
    "",
    " ",
    "NULL",
    "\\N",
    "\0\u0001\u001a",
    "a\tb\r\nc\\'\"`%_;--",
    "王小明 😀 e\u0301 \u202e \ufeff",
    "x".repeat(65_000),
  ]) {
    const patient_id = await aPatient(clinic, { last_name: "O'Brien-Ŷ" });
    await sql
      .updateTable("patients")
      .set({ address, blood_type: "AB-", emergency_contact: null })
      .where("id", "=", patient_id)
      .execute();
  }
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
  for (const [at, pdf] of [
    everyByte,
    Buffer.alloc(0),
    Buffer.alloc(300_000, 0xff),
  ].entries())
    await sql
      .insertInto("printed_documents")
      .values({
        kind: "receipt",
        source_id: Number.MAX_SAFE_INTEGER - at,
        version: 1,
        pdf,
        sha256: everyByte.subarray(224),
        printed_by_account_id: null,
        printed_at: "2026-03-29 01:59:59.999999",
      })
      .execute();
  await sql
    .insertInto("installation")
    .values({ name: "awkward", value: null })
    .execute();
}
