import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateKey } from "#server/kernel/keyring.ts";

/**
 * The keys as text: given in the environment, or read from the file named there, or from
 * `keys` in the data folder, which is made (owner only) when it is missing.
 */
export function loadKeys(config: {
  readonly keys: string | undefined;
  readonly keysFile: string | undefined;
  readonly dataFolder: string;
}): string {
  if (config.keys !== undefined) return config.keys;
  if (config.keysFile !== undefined)
    return readFileSync(config.keysFile, "utf8");
  const path = join(config.dataFolder, "keys");
  if (!existsSync(path)) {
    mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
    // Two processes may be first at once: the one that creates the file wins.
    try {
      writeFileSync(path, `${generateKey("k1")}\n`, {
        mode: 0o600,
        flag: "wx",
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return readFileSync(path, "utf8");
}
