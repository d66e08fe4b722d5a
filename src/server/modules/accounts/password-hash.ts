import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The same letters typed on two systems are the same bytes. */
const bytesOf = (password: string): string => password.normalize("NFC");

/** argon2id with its own salt, as PHC text. */
export const hashPassword = (password: string): Promise<string> =>
  hash(bytesOf(password), cost);

let decoy: Promise<string> | undefined;

/** Checks a password; without a hash it takes as long and fails, so that time tells nothing. */
export async function verifyPassword(
  password_hash: string | null,
  password: string,
): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(16).toString("hex"));
  const matches = await verify(
    password_hash ?? (await decoy),
    bytesOf(password),
  ).catch(() => false);
  return matches && password_hash !== null;
}
