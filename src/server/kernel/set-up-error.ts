/**
 * Something about this machine or its settings stands in the way. The message is ours and for the person at the
 * terminal: paths, programs and settings, never anything out of a row.
 */
export class SetUpError extends Error {
  override readonly name = "SetUpError";
}
