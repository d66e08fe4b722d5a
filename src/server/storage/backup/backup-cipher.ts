import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  scryptSync,
} from "node:crypto";
import { BackupError } from "./backup-error.ts";

const algorithm = "aes-256-gcm";
const magic = Buffer.from("CHRTBKUP");
const formatVersion = 1;
const costs = { log2N: 16, r: 8, p: 1 };
const saltLength = 16;
/** magic, version, log2 N, r, p, salt */
export const preambleLength = magic.length + 4 + saltLength;
/** Plain bytes of a full frame. */
export const frameSize = 1 << 20;
/** length and final mark in 4 bytes before, the tag of 16 behind */
export const frameHead = 4;
export const tagLength = 16;
export const finalMark = 0x8000_0000;

/** Seals or opens the frames of one file, in order; each knows its number, so none can be moved, left out or repeated. */
export interface FrameCipher {
  readonly preamble: Buffer;
  seal(plain: Buffer, isFinal: boolean): Buffer;
  /** @throws BackupError when the bytes are not what was sealed as the next frame */
  open(body: Buffer, isFinal: boolean): Buffer;
}

function deriveKey(passphrase: string, preamble: Buffer): Buffer {
  const at = magic.length;
  const [log2N = 0, r = 0, p = 0] = preamble.subarray(at + 1, at + 4);
  // A forged preamble must not make us work for hours.
  if (log2N < 14 || log2N > 20 || r < 1 || r > 16 || p < 1 || p > 4)
    throw new BackupError("This is not a backup that can be read.");
  const N = 2 ** log2N;
  return scryptSync(
    passphrase.normalize("NFC"),
    preamble.subarray(at + 4),
    32,
    { N, r, p, maxmem: 256 * N * r },
  );
}

function cipherOf(key: Buffer, preamble: Buffer): FrameCipher {
  let frame = 0n;
  // The key serves this file alone (fresh salt), so counting makes nonces that never repeat.
  const next = (isFinal: boolean): { nonce: Buffer; bound: Buffer } => {
    const nonce = Buffer.alloc(12);
    nonce.writeBigUInt64BE(frame, 4);
    frame += 1n;
    return {
      nonce,
      bound: Buffer.concat([preamble, Buffer.of(isFinal ? 1 : 0)]),
    };
  };
  return {
    preamble,
    seal(plain, isFinal) {
      const { nonce, bound } = next(isFinal);
      const cipher = createCipheriv(algorithm, key, nonce);
      cipher.setAAD(bound);
      const head = Buffer.alloc(frameHead);
      head.writeUInt32BE((isFinal ? finalMark : 0) + plain.length);
      const body = cipher.update(plain);
      cipher.final();
      return Buffer.concat([head, body, cipher.getAuthTag()]);
    },
    open(body, isFinal) {
      const { nonce, bound } = next(isFinal);
      const decipher = createDecipheriv(algorithm, key, nonce);
      decipher.setAAD(bound);
      decipher.setAuthTag(body.subarray(-tagLength));
      const plain = decipher.update(body.subarray(0, -tagLength));
      try {
        decipher.final();
      } catch {
        throw new BackupError(
          frame === 1n
            ? "The passphrase is not the one of this backup, or its first bytes are damaged."
            : "The backup is damaged: its bytes are not those that were written.",
        );
      }
      return plain;
    },
  };
}

/** The keys of files under one passphrase; a file that is read again does not cost its key again. */
export interface BackupKeys {
  /** For a new file: a fresh salt, a key of its own. */
  fresh(): FrameCipher;
  /** For an existing file. @throws BackupError when the bytes do not begin one that this program reads */
  ofFile(preamble: Buffer): FrameCipher;
}

function requireReadable(preamble: Buffer): void {
  if (
    preamble.length !== preambleLength ||
    !preamble.subarray(0, magic.length).equals(magic)
  )
    throw new BackupError("This file is not a backup of Chartroom.");
  if (preamble[magic.length] !== formatVersion)
    throw new BackupError(
      `The backup has format ${preamble[magic.length]}; this program reads format ${formatVersion}.`,
    );
}

export function backupKeys(passphrase: string): BackupKeys {
  const derived = new Map<string, Buffer>();
  const cipherFor = (preamble: Buffer): FrameCipher => {
    const name = preamble.toString("hex");
    const key = derived.get(name) ?? deriveKey(passphrase, preamble);
    derived.set(name, key);
    return cipherOf(key, preamble);
  };
  return {
    fresh() {
      const { log2N, r, p } = costs;
      const head = Buffer.of(formatVersion, log2N, r, p);
      return cipherFor(Buffer.concat([magic, head, randomBytes(saltLength)]));
    },
    ofFile(preamble) {
      requireReadable(preamble);
      return cipherFor(preamble);
    },
  };
}
