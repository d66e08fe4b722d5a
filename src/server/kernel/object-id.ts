import { randomBytes } from "node:crypto";

const processPart = randomBytes(5);
let counter = randomBytes(3).readUIntBE(0, 3);

/**
 * A 12-byte document identifier as 24 hex digits: seconds, this process, a counter.
 * Unique across processes; its order is not commit order.
 */
export function mintObjectId(epochSeconds: number): string {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(epochSeconds >>> 0, 0);
  processPart.copy(bytes, 4);
  counter = (counter + 1) & 0xffffff;
  bytes.writeUIntBE(counter, 9, 3);
  return bytes.toString("hex");
}
