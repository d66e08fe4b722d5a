import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import {
  backupKeys,
  frameHead,
  frameSize,
  preambleLength,
  tagLength,
} from "./backup-cipher.ts";
import { opening, sealing } from "./backup-stream.ts";

const keys = backupKeys("a clerk counts seven quiet gulls");

/** In pieces, as a file or a packer hands them over. */
const pieces = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += size)
        yield bytes.subarray(at, at + size);
    })(),
  );
const seal = (plain: Buffer, size = 300_000): Promise<Buffer> =>
  buffer(pieces(plain, size).compose(sealing(keys)));
const open = (file: Buffer, size = 70_001, with_ = keys): Promise<Buffer> =>
  buffer(pieces(file, size).compose(opening(with_)));

const full = frameHead + frameSize + tagLength;

test.each([0, 1, frameSize - 1, frameSize, frameSize + 1, 3 * frameSize + 17])(
  "%i bytes come back as they were",
  async (length) => {
    const plain = randomBytes(length);
    expect((await open(await seal(plain))).equals(plain)).toBe(true);
  },
);

test("the same text never makes the same file", async () => {
  const [one, two] = [
    await seal(Buffer.from("x")),
    await seal(Buffer.from("x")),
  ];
  expect(one.equals(two)).toBe(false);
});

describe("a file that is not as it was written is refused", () => {
  const plain = randomBytes(2 * frameSize + 5);
  const frame = (file: Buffer, at: number): Buffer =>
    file.subarray(preambleLength + at * full, preambleLength + (at + 1) * full);
  const preamble = (file: Buffer): Buffer => file.subarray(0, preambleLength);

  test.each<[string, (file: Buffer) => Buffer, RegExp]>([
    [
      "frames in another order",
      (file) =>
        Buffer.concat([
          preamble(file),
          frame(file, 1),
          frame(file, 0),
          frame(file, 2),
        ]),
      /first bytes are damaged/,
    ],
    [
      "a frame left out",
      (file) => Buffer.concat([preamble(file), frame(file, 0), frame(file, 2)]),
      /damaged/,
    ],
    [
      "a frame twice",
      (file) => Buffer.concat([preamble(file), frame(file, 0), frame(file, 0)]),
      /damaged/,
    ],
    [
      "cut at the end of a frame",
      (file) => file.subarray(0, preambleLength + 2 * full),
      /cut short/,
    ],
    ["cut inside a frame", (file) => file.subarray(0, -1), /cut short/],
    [
      "a frame marked as the last one",
      (file) => {
        const short = Buffer.from(file.subarray(0, preambleLength + full));
        short[preambleLength]! |= 0x80;
        return short;
      },
      /damaged/,
    ],
    [
      "something behind its end",
      (file) => Buffer.concat([file, file]),
      /damaged/,
    ],
    ["nothing", () => Buffer.alloc(0), /not a backup/],
    ["another kind of file", () => randomBytes(5_000), /not a backup/],
  ])("%s", async (_, change, message) => {
    await expect(open(change(await seal(plain)))).rejects.toThrow(message);
  });

  test("each part of the preamble counts: mark, format, costs, salt", async () => {
    const file = await seal(Buffer.from("short"));
    for (const at of [0, 8, 9, 10, 11, 12, preambleLength - 1]) {
      const changed = Buffer.from(file);
      changed[at]! ^= 1;
      await expect(open(changed), `byte ${at}`).rejects.toThrow(
        /backup|passphrase/,
      );
    }
  });
});

test("another passphrase opens nothing; the same one in another normal form does", async () => {
  const café = backupKeys("caf\u00e9 at the north quay");
  const file = await buffer(
    Readable.from([Buffer.from("x")]).compose(sealing(café)),
  );
  await expect(open(file, 99, keys)).rejects.toThrow(/passphrase/);
  const decomposed = backupKeys("cafe\u0301 at the north quay");
  expect(String(await open(file, 99, decomposed))).toBe("x");
});
