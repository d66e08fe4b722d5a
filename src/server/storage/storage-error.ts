/** What a driver error means to the code above; the SQL and the values are left behind. */
export type StorageErrorKind =
  | "retry" // deadlock, lock wait, certification failure: nothing was written, run it again
  | "duplicate" // a unique key refused the row
  | "lost" // the connection or node is gone; what was in flight is unknown
  | "fault"; // anything else: a bug or a full disk

export class StorageError extends Error {
  readonly kind: StorageErrorKind;
  readonly errno: number;
  /** Name of the unique key, when `kind` is duplicate. */
  readonly constraint: string | undefined;
  /** First word of the refused key: tells doctor from patient in calendar_cells. Never more. */
  readonly keyHead: string | undefined;

  constructor(
    kind: StorageErrorKind,
    errno: number,
    constraint?: string,
    keyHead?: string,
  ) {
    super(`storage ${kind} ${errno}${constraint ? ` on ${constraint}` : ""}`);
    this.name = "StorageError";
    this.kind = kind;
    this.errno = errno;
    this.constraint = constraint;
    this.keyHead = keyHead;
  }
}

const retryErrnos = new Set([1213, 1205, 3101, 1180]);
// 1047: a cluster node without quorum; 1053: shutting down; 1927/1317/3168: killed
const lostErrnos = new Set([1047, 1053, 1927, 1152, 1158, 1159, 1160, 1161]);
const lostCodes = new Set([
  "PROTOCOL_CONNECTION_LOST",
  "PROTOCOL_SEQUENCE_TIMEOUT",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "EHOSTUNREACH",
]);

/** Turns whatever the driver threw into a StorageError that carries no SQL and no value. */
export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const e = error as {
    errno?: number;
    code?: string;
    sqlMessage?: string;
    fatal?: boolean;
  };
  const errno = typeof e.errno === "number" ? e.errno : 0;
  if (retryErrnos.has(errno)) return new StorageError("retry", errno);
  if (errno === 1062) {
    const message = e.sqlMessage ?? "";
    const key = /for key '(?:[^'.]+\.)?([^']+)'$/.exec(message)?.[1];
    const head = /entry '(doctor|patient)-/.exec(message)?.[1];
    return new StorageError("duplicate", errno, key, head);
  }
  if (
    lostErrnos.has(errno) ||
    lostCodes.has(e.code ?? "") ||
    e.fatal === true ||
    /closed state|Pool is closed/.test(String((error as Error)?.message))
  )
    return new StorageError("lost", errno);
  return new StorageError("fault", errno);
}

export function isStorageError(
  error: unknown,
  kind: StorageErrorKind,
): error is StorageError {
  return error instanceof StorageError && error.kind === kind;
}
