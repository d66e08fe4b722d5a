import { Transform, type TransformCallback } from "node:stream";
import {
  finalMark,
  frameHead,
  frameSize,
  preambleLength,
  tagLength,
  type BackupKeys,
  type FrameCipher,
} from "./backup-cipher.ts";
import { BackupError } from "./backup-error.ts";

/** Plain bytes in, the bytes of the file out. */
export function sealing(keys: BackupKeys): Transform {
  const cipher = keys.fresh();
  let waiting: Buffer[] = [];
  let length = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      waiting.push(chunk);
      length += chunk.length;
      if (length >= frameSize) {
        let all = Buffer.concat(waiting);
        for (; all.length >= frameSize; all = all.subarray(frameSize))
          this.push(cipher.seal(all.subarray(0, frameSize), false));
        waiting = [all];
        length = all.length;
      }
      done();
    },
    flush(done) {
      this.push(cipher.seal(Buffer.concat(waiting), true));
      done();
    },
  });
  stream.push(cipher.preamble);
  return stream;
}

const cutShort = (): BackupError =>
  new BackupError("The backup is cut short: its end is missing.");

/** The file's bytes in, plain bytes out. Ends with a BackupError unless the file is whole. */
export function opening(keys: BackupKeys): Transform {
  let cipher: FrameCipher | undefined;
  let waiting: Buffer = Buffer.alloc(0);
  let ended = false;

  /** Takes the next frame off the waiting bytes, once it is complete. */
  const nextFrame = (opened: FrameCipher): Buffer | undefined => {
    if (waiting.length < frameHead) return undefined;
    const head = waiting.readUInt32BE(0);
    const isFinal = head >= finalMark;
    const size = isFinal ? head - finalMark : head;
    if (ended || size > frameSize)
      throw new BackupError("The backup is damaged: its frames do not fit.");
    const end = frameHead + size + tagLength;
    if (waiting.length < end) return undefined;
    const plain = opened.open(waiting.subarray(frameHead, end), isFinal);
    waiting = waiting.subarray(end);
    ended = isFinal;
    return plain;
  };

  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      try {
        waiting = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk;
        if (!cipher) {
          if (waiting.length < preambleLength) return done();
          cipher = keys.ofFile(
            Buffer.from(waiting.subarray(0, preambleLength)),
          );
          waiting = waiting.subarray(preambleLength);
        }
        for (let plain; (plain = nextFrame(cipher)) !== undefined;)
          this.push(plain);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      if (cipher === undefined)
        return done(new BackupError("This file is not a backup of Chartroom."));
      done(ended && waiting.length === 0 ? null : cutShort());
    },
  });
}
