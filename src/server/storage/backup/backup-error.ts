/** A backup that cannot be made, read or restored; the message is for people and holds no data. */
export class BackupError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BackupError";
  }
}
