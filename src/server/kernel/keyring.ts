import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
} from "node:crypto";
import { SetUpError } from "./set-up-error.ts";

export interface KeyringKey {
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
}

/** Encrypts small values under the first key; every value names its key, so older keys still open theirs. */
export interface Keyring {
  readonly keys: readonly KeyringKey[];
  /** @param purpose bound to the value: what was sealed for one use opens for no other */
  encrypt(plain: Buffer, purpose: string): Buffer;
  /** @throws Error when the key is missing or the bytes were changed */
  decrypt(sealed: Buffer, purpose: string): Buffer;
  /** A keyed digest for look-ups, the same for the same bytes while the last key stays. */
  fingerprint(key: KeyringKey): Buffer;
}

const version = 1;

function parseKey(entry: string): KeyringKey {
  const at = entry.indexOf(":");
  const id = entry.slice(0, at);
  const secret = Buffer.from(entry.slice(at + 1), "base64");
  if (!/^[\w-]{1,32}$/.test(id) || secret.length !== 32)
    throw new SetUpError("a key is written as id:base64 of 32 bytes");
  return { id, secret };
}

/** @param text keys as `id:base64`, separated by commas or lines; the first is the active one */
export function createKeyring(text: string): Keyring {
  const keys = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(parseKey);
  const active = keys[0];
  if (!active) throw new SetUpError("the keyring is empty");
  const byId = new Map(keys.map((key) => [key.id, key]));
  return {
    keys,
    encrypt(plain, purpose) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", active.secret, nonce);
      cipher.setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      const id = Buffer.from(active.id);
      return Buffer.concat([
        Buffer.from([version, id.length]),
        id,
        nonce,
        cipher.getAuthTag(),
        body,
      ]);
    },
    decrypt(sealed, purpose) {
      const idEnd = 2 + (sealed[1] ?? 0);
      const key = byId.get(sealed.subarray(2, idEnd).toString());
      if (sealed[0] !== version || !key)
        throw new Error("no key of the keyring opens this value");
      const nonce = sealed.subarray(idEnd, idEnd + 12);
      const decipher = createDecipheriv("aes-256-gcm", key.secret, nonce);
      decipher.setAAD(Buffer.from(purpose));
      decipher.setAuthTag(sealed.subarray(idEnd + 12, idEnd + 28));
      return Buffer.concat([
        decipher.update(sealed.subarray(idEnd + 28)),
        decipher.final(),
      ]);
    },
    fingerprint: (key) =>
      createHash("sha256")
        .update(createHmac("sha256", key.secret).update("fingerprint").digest())
        .digest(),
  };
}

/** A fresh key in the form createKeyring reads. */
export function generateKey(id: string): string {
  return `${id}:${randomBytes(32).toString("base64")}`;
}
