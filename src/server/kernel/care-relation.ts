import type { Call } from "./call.ts";

/**
 * What the actor is to a patient in the role acted in. `staff`: the role reaches every
 * patient; `own`: the patient in person; `treating`: a visit (not cancelled or missed) in the
 * last 5 years or ahead; `cover`: treating by standing in for a colleague; `break_glass`: an
 * open emergency grant; `other`: none, so the record answers as if absent.
 */
export type Relation =
  "staff" | "own" | "treating" | "cover" | "break_glass" | "other";

/** Given by compose.ts to every module that guards rows about patients. */
export type RelationTo = (call: Call, patient_id: number) => Promise<Relation>;
